/// The layers of a network, each in its place in the graph, and all that is known of them at compile time.
#pragma once

#include <chrnn/network/graph.hpp>

namespace chrnn::CHRNN_ABI {

/// What is known of one layer in its place.
struct layer_description {
    detail::layer_name name;
    feature_shape in, out; ///< `in` of a merge: its first input's
    index_t parameters, biases;
    index_t multiply_adds;    ///< per sample, forward
    index_t parameter_extent; ///< numbers of memory that the parameters lie in
    index_t trained;          ///< of the parameters, those that an optimiser changes
    bool in_place;
    bool training_only;
    bool writes_gradients;
    activations backward_reads;
    index_t inputs;
    std::array<index_t, detail::most_inputs>
        from; ///< the values that it reads: 0 is the network's input, I + 1 of layer I
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Layers on an input, each in its place in the graph.
template <class Input, class Graph>
struct placed_layers;
template <class Input, index_t Value, class... Operations>
struct placed_layers<Input, graph<Value, Operations...>> {
    static constexpr index_t count = sizeof...(Operations);
    using numbers = numbered_operations<std::make_integer_sequence<index_t, count>, Operations...>;
    template <index_t I>
    using operation_at = typename decltype(find_operation<I>(static_cast<numbers const*>(nullptr)))::type;
    template <index_t I>
    using layer_at = typename operation_at<I>::layer;

    /// The shape of value V: the input, or what comes out of layer V - 1.
    template <index_t V>
    static consteval feature_shape shape_of_value() {
        if constexpr (V == 0)
            return Input::shape;
        else
            return shape_behind(operation_at<V - 1>{});
    }
    template <class Layer, index_t... From>
    static consteval feature_shape shape_behind(operation<Layer, From...>) {
        return Layer::template output<shape_of_value<From>()...>();
    }
    /// The shape of what flows into layer I; of a merge, of its first input.
    template <index_t I>
    static consteval feature_shape in_shape() {
        return shape_of_value<operation_at<I>::first>();
    }
    template <index_t I>
    static consteval feature_shape out_shape() {
        return shape_of_value<I + 1>();
    }
    /// Calls `act.operator()<Layer, In...>()` for layer I, In being the shapes of its inputs.
    template <index_t I, class Act>
    static constexpr decltype(auto) with_shapes(Act const& act) {
        return [&]<class Layer, index_t... From>(operation<Layer, From...>) -> decltype(auto) {
            return act.template operator()<Layer, shape_of_value<From>()...>();
        }(operation_at<I>{});
    }
    /// The parameters of layer I.
    template <index_t I>
    static consteval auto parameters_at() {
        return parameters_of(operation_at<I>{});
    }
    template <class Layer, index_t... From>
    static consteval auto parameters_of(operation<Layer, From...>) {
        return Layer::template parameters<shape_of_value<From>()...>();
    }

    /// The number in the name that layer I was given, 0 if none.
    template <index_t I>
    static consteval index_t given_number() {
        if constexpr (requires { layer_at<I>::given_name; })
            return number_at_end(layer_at<I>::given_name);
        else
            return 0;
    }
    /// The number in the name of layer I: how many stages have been opened up to it. A layer that joins takes the
    /// number of the stage before it, if that allows it, so that conv1 .. conv5 are followed by hrnn6 and fc7 with or
    /// without a hierarchy behind the pyramid.
    template <index_t I>
    static consteval index_t stage() {
        if constexpr (I < 0)
            return 0;
        else if constexpr (given_number<I>() > 0)
            return given_number<I>();
        else
            return stage<I - 1>() + (opens_stage<I>() ? 1 : 0);
    }
    template <index_t I>
    static consteval bool opens_stage() {
        constexpr index_t from = operation_at<I>::first;
        if constexpr (layer_at<I>::joins_stage && from > 0)
            return !layer_at<from - 1>::lends_stage;
        else
            return layer_at<I>::opens_stage;
    }

    template <index_t I>
    static consteval layer_name name() {
        using one = layer_at<I>;
        layer_name text;
        if constexpr (requires { one::given_name; })
            text = one::given_name;
        else if constexpr (one::is_loss)
            text.append(one::kind);
        else
            text.append(one::kind).append(stage<I>());
        return text;
    }

    template <index_t I, class Layer, index_t... From>
    static consteval layer_description describe(operation<Layer, From...>) {
        static_assert(
            !Layer::in_place || !reads_input(Layer::backward_reads),
            "chrnn: a layer that works in place overwrites its input, so its backward cannot read it: declare "
            "backward_reads as activations::output or activations::none");
        constexpr auto list = Layer::template parameters<shape_of_value<From>()...>();
        return {name<I>(),
                in_shape<I>(),
                out_shape<I>(),
                list.size(),
                list.biases(),
                Layer::template multiply_adds<shape_of_value<From>()...>(),
                list.extent(),
                list.trained(),
                Layer::in_place,
                Layer::training_only,
                Layer::writes_gradients,
                Layer::backward_reads,
                sizeof...(From),
                {From...}};
    }

    static constexpr auto layers = []<index_t... I>(std::integer_sequence<index_t, I...>) {
        return std::array<layer_description, static_cast<std::size_t>(count)>{describe<I>(operation_at<I>{})...};
    }
    (std::make_integer_sequence<index_t, count>{});

    static constexpr feature_shape input = Input::shape;
    static constexpr index_t classes = layers[static_cast<std::size_t>(count) - 1].out.size();
    using loss = layer_at<count - 1>;

    /// Where the parameters of layer I begin in the arena; `count` gives the arena's size.
    static constexpr index_t parameter_offset(index_t I) {
        index_t n = 0;
        for (index_t k = 0; k < I; ++k)
            n += round_up(layers[static_cast<std::size_t>(k)].parameter_extent, alignment / 4);
        return n;
    }

    /// Calls `act.operator()<I>()` for every layer in order.
    template <class Act>
    static constexpr void each_layer(Act const& act) {
        [&]<index_t... I>(std::integer_sequence<index_t, I...>) { (act.template operator()<I>(), ...); }
        (std::make_integer_sequence<index_t, count>{});
    }
};

} // namespace chrnn::CHRNN_ABI::detail
