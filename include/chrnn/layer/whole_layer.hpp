/// The check that a layer is whole: that it has what a layer cannot do without.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What a layer cannot do without, as functions of no layer: in a class that derives from both, a name that the layer
/// has too is ambiguous, so that whether it is there can be asked without a look into it.
struct layer_functions {
    void output();
    void forward();
    void backward();
    void losses();
};
template <class Layer>
struct layer_and_functions : Layer, layer_functions {};

/// The first function that `Layer` lacks; empty if it has all.
template <class Layer>
consteval std::string_view missing_function() {
    if constexpr (!std::is_final_v<Layer>) {
        using both = layer_and_functions<Layer>;
        if constexpr (requires { &both::output; }) return "output";
        if constexpr (requires { &both::forward; }) return "forward";
        if constexpr (requires { &both::backward; }) return "backward";
        if constexpr (Layer::is_loss && requires { &both::losses; }) return "losses";
    }
    return {};
}
/// Whether `Layer` is whole; ends the compilation if not.
template <class Layer>
consteval bool is_whole() {
    constexpr bool has_kind = requires { Layer::kind; };
    static_assert(has_kind, "chrnn: a layer has a kind, the first part of its name");
    if constexpr (has_kind && !missing_function<Layer>().empty())
        mistake<sentence("the layer of kind ", Layer::kind, " has no function ", missing_function<Layer>())>();
    return has_kind && missing_function<Layer>().empty();
}

} // namespace chrnn::CHRNN_ABI::detail
