/// The merge of a residual: the sum of its inputs.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <utility>

namespace chrnn::CHRNN_ABI {

/// y = the sum of all inputs, which have one shape.
struct add : layer {
    static constexpr std::string_view kind = "add";
    static constexpr bool in_place = true;
    static constexpr activations backward_reads = activations::none;

    template <feature_shape First, feature_shape... Rest>
    static consteval feature_shape output() {
        (check_same<First, Rest>(), ...);
        return First;
    }
    template <feature_shape... In>
    static constexpr region_box footprint(region_box out, index_t /*input*/) {
        return out;
    }

    template <feature_shape First, feature_shape... Rest, class Pass>
    static void forward(Pass const& p) {
        if constexpr (sizeof...(Rest) == 0)
            p.on.assign(p.template output<First>(), p.template input<First>());
        else
            [&]<index_t... I>(std::integer_sequence<index_t, I...>) {
                p.on.assign(p.template output<First>(),
                            (p.template input<First>() + ... + p.template input<First>(I + 1)));
            }
        (std::make_integer_sequence<index_t, sizeof...(Rest)>{});
    }
    template <feature_shape First, feature_shape... Rest, class Pass>
    static void backward(Pass const& p) {
        for (index_t i = sizeof...(Rest); i >= 0; --i)
            if (auto* const dx = p.input_gradients[static_cast<std::size_t>(i)]; dx && dx != p.dy)
                p.on.assign(p.template input_gradient<First>(i), p.template output_gradient<First>());
    }

  private:
    template <feature_shape First, feature_shape Other>
    static consteval void check_same() {
        if constexpr (First != Other)
            mistake<sentence("the branches of a residual end in ", First.text(), " and ", Other.text(),
                             ": give it a projection to one shape, such as residual<body, conv<channels, 1>>")>();
    }
};

} // namespace chrnn::CHRNN_ABI
