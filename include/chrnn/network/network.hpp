/// A network: an input, layers and a loss as one type.
#pragma once

#include <chrnn/layer/whole_layer.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/network/placed_layers.hpp>

namespace chrnn::CHRNN_ABI {

/// What goes in, in general.
template <feature_shape In>
struct input_of {
    static constexpr feature_shape shape = In;
};
/// What goes in: an image [C, R, S].
template <index_t Channels, index_t Rows, index_t Columns>
struct input : input_of<feature_shape(Channels, Rows, Columns)> {
    static_assert(Channels >= 1 && Rows >= 1 && Columns >= 1, "chrnn: every extent of an input is at least 1");
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <class Input>
concept input_of_network = requires {
    { Input::shape } -> std::convertible_to<feature_shape>;
};

/// The number of the first loss among `Layers`, counted from 1; 0 if there is none.
template <class... Layers>
consteval index_t first_loss() {
    index_t place = 0;
    return ((++place, Layers::is_loss) || ...) ? place : 0;
}

/// What stands for a network behind the sentence that ends the compilation.
using no_network = placed_layers<input<1, 1, 1>, graph<1, operation<softmax_cross_entropy, 0>>>;

/// The layers of the graph on `Input`. Ends the compilation unless that is an input, and they end in their only loss.
template <class Input, index_t Value, class... Operations>
consteval auto checked_layers(graph<Value, Operations...>) {
    constexpr index_t count = sizeof...(Operations), loss = first_loss<typename Operations::layer...>();
    if constexpr (!input_of_network<Input>) {
        static_assert(input_of_network<Input>, "chrnn: a network begins with its input, such as input<3, 224, 224>");
        return std::type_identity<no_network>{};
    } else if constexpr (count == 0) {
        static_assert(count > 0, "chrnn: a network has layers behind its input");
        return std::type_identity<no_network>{};
    } else if constexpr (loss == 0) {
        static_assert(loss > 0, "chrnn: a network ends with a loss, such as softmax_cross_entropy");
        return std::type_identity<no_network>{};
    } else if constexpr (loss < count) {
        mistake<sentence("a network ends with its only loss, but layer ", loss, " of its ", count, " layers is one")>();
        return std::type_identity<no_network>{};
    } else if constexpr (!(is_whole<typename Operations::layer>() && ...)) {
        return std::type_identity<no_network>{};
    } else {
        return std::type_identity<placed_layers<Input, graph<Value, Operations...>>>{};
    }
}

/// The name that two layers with parameters share, which files could not tell apart; empty if none do.
template <class Layers>
consteval layer_name repeated_name() {
    for (layer_description const& one : Layers::layers)
        for (layer_description const& other : Layers::layers)
            if (&one != &other && one.parameters > 0 && other.parameters > 0 && one.name.view() == other.name.view())
                return one.name;
    return {};
}
template <class Layers>
consteval bool names_differ() {
    constexpr layer_name repeated = repeated_name<Layers>();
    if constexpr (!repeated.view().empty())
        mistake<sentence("two layers with parameters have the name ", repeated.view())>();
    return true;
}

template <class Input, class... Parts>
using network_layers = typename decltype(checked_layers<Input>(graph_of<Parts...>{}))::type;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A network from an input to a loss; `Parts` are layers, sequences, residuals and branches. Derive from it to give it
/// a short name: `struct scenes : network<input<3, 224, 224>, ...> {};`
template <class Input, class... Parts>
struct network : detail::network_layers<Input, Parts...> {
    static_assert(detail::names_differ<detail::network_layers<Input, Parts...>>());
};

} // namespace chrnn::CHRNN_ABI
