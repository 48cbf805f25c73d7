/// A network: one flat list of layers as a type, with everything that can be known of it at compile time.
#pragma once

#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/network/fuse.hpp>

namespace chrnn {

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

/// What is known of one layer in its place.
struct layer_description {
    layer_name name;
    feature_shape in, out;
    index_t parameters, biases;
    index_t multiply_adds; ///< per sample, forward
    bool in_place;
};

/// Layers on an input, each in its place.
template <class Input, class List>
struct layer_sequence;
template <class Input, class... Layers>
struct layer_sequence<Input, layer_list<Layers...>> {
    static constexpr index_t count = sizeof...(Layers);
    using places = layer_places<std::make_integer_sequence<index_t, count>, Layers...>;
    template <index_t I>
    using layer_at = typename decltype(find_layer<I>(static_cast<places const*>(nullptr)))::type;

    /// What flows into layer I; `shape_at<count>()` is what comes out of the last.
    template <index_t I>
    static consteval feature_shape shape_at() {
        if constexpr (I == 0)
            return Input::shape;
        else
            return layer_at<I - 1>::template output<shape_at<I - 1>()>();
    }

    /// The number in the name that layer I was given, 0 if none.
    template <index_t I>
    static consteval index_t given_number() {
        if constexpr (requires { layer_at<I>::given_name; })
            return number_at_end(layer_at<I>::given_name);
        else
            return 0;
    }

    /// The number in the name of layer I: how many stages have been opened up to it. A hierarchy belongs to the stage
    /// of the pyramid before it, so that conv1 .. conv5 are followed by hrnn6 and fc7 with or without a hierarchy.
    template <index_t I>
    static consteval index_t stage() {
        if constexpr (I < 0)
            return 0;
        else if constexpr (given_number<I>() > 0)
            return given_number<I>();
        else if constexpr (I > 0 && layer_at<I>::kind == "hrnn")
            return stage<I - 1>() + (layer_at<I - 1>::kind == "spp" ? 0 : 1);
        else
            return stage<I - 1>() + (layer_at<I>::opens_stage ? 1 : 0);
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

    template <index_t I>
    static consteval layer_description facts() {
        using one = layer_at<I>;
        constexpr feature_shape in = shape_at<I>();
        return {name<I>(),
                in,
                shape_at<I + 1>(),
                one::template parameters<in>(),
                one::template biases<in>(),
                one::template multiply_adds<in>(),
                one::in_place};
    }

    static constexpr auto layers = []<index_t... I>(std::integer_sequence<index_t, I...>) {
        return std::array<layer_description, static_cast<std::size_t>(count)>{facts<I>()...};
    }
    (std::make_integer_sequence<index_t, count>{});

    static constexpr feature_shape input = Input::shape;
    static constexpr index_t classes = layers[static_cast<std::size_t>(count) - 1].out.size();

    /// Where the parameters of layer I begin in the arena; `count` gives the arena's size.
    static constexpr index_t parameter_offset(index_t I) {
        index_t n = 0;
        for (index_t k = 0; k < I; ++k) n += round_up(layers[static_cast<std::size_t>(k)].parameters, alignment / 4);
        return n;
    }

    /// Calls `act.operator()<I>()` for every layer in order.
    template <class Act>
    static constexpr void each_layer(Act const& act) {
        [&]<index_t... I>(std::integer_sequence<index_t, I...>) { (act.template operator()<I>(), ...); }
        (std::make_integer_sequence<index_t, count>{});
    }
};

template <class Input>
concept input_of_network = requires {
    { Input::shape } -> std::convertible_to<feature_shape>;
};

/// The place of the first loss among `Layers`, counted from 1; 0 if there is none.
template <class... Layers>
consteval index_t first_loss() {
    index_t place = 0;
    return ((++place, Layers::is_loss) || ...) ? place : 0;
}

/// What stands for a network behind the sentence that ends the compilation.
using no_network = layer_sequence<input<1, 1, 1>, layer_list<softmax_cross_entropy>>;

/// The sequence of `Layers` on `Input`. Ends the compilation unless that is an input, and they end in their only loss.
template <class Input, class... Layers>
consteval auto checked_sequence(layer_list<Layers...>) {
    constexpr index_t count = sizeof...(Layers), loss = first_loss<Layers...>();
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
    } else if constexpr (!(is_whole<Layers>() && ...)) {
        return std::type_identity<no_network>{};
    } else {
        return std::type_identity<layer_sequence<Input, layer_list<Layers...>>>{};
    }
}

/// The name that two layers with parameters share, which files could not tell apart; empty if none do.
template <class Sequence>
consteval layer_name repeated_name() {
    for (layer_description const& one : Sequence::layers)
        for (layer_description const& other : Sequence::layers)
            if (&one != &other && one.parameters > 0 && other.parameters > 0 && one.name.view() == other.name.view())
                return one.name;
    return {};
}
template <class Sequence>
consteval bool names_differ() {
    constexpr layer_name repeated = repeated_name<Sequence>();
    if constexpr (!repeated.view().empty())
        mistake<sentence("two layers with parameters have the name ", repeated.view())>();
    return true;
}

template <class Input, class... Parts>
using sequence_of = typename decltype(checked_sequence<Input>(fused<flattened<Parts...>>{}))::type;

/// A network from an input to a loss. Derive from it to give it a short name:
/// `struct scenes : network<input<3, 224, 224>, ...> {};`
template <class Input, class... Parts>
struct network : sequence_of<Input, Parts...> {
    static_assert(names_differ<sequence_of<Input, Parts...>>());
};

/// Throws an error that lists the names of the network's layers.
template <class Net>
[[noreturn]] void the_network_has_no_layer_of_that_name(std::string_view name) {
    std::string names;
    for (layer_description const& one : Net::layers) names.append(names.empty() ? "" : ", ").append(one.name.view());
    fail("the network has no layer \"", name, "\": its layers are ", names);
}

/// What is known of the layer of that name. Ends the compilation, or throws, if the network has none.
template <class Net>
constexpr layer_description const& layer_info(std::string_view name) {
    for (layer_description const& one : Net::layers)
        if (one.name.view() == name) return one;
    the_network_has_no_layer_of_that_name<Net>(name);
}

/// Numbers in all parameters of a network, biases counted.
template <class Net>
constexpr index_t parameters() {
    index_t n = 0;
    for (layer_description const& one : Net::layers) n += one.parameters;
    return n;
}
/// Numbers in the parameters of one layer: `parameters<scenes>("hrnn6")`.
template <class Net>
constexpr index_t parameters(std::string_view name) {
    return layer_info<Net>(name).parameters;
}
/// The same without biases, as section IV.C.4 of the paper counts.
template <class Net>
constexpr index_t weights(std::string_view name) {
    return layer_info<Net>(name).parameters - layer_info<Net>(name).biases;
}
/// Multiply-adds of one sample's forward pass.
template <class Net>
constexpr index_t multiply_adds() {
    index_t n = 0;
    for (layer_description const& one : Net::layers) n += one.multiply_adds;
    return n;
}

} // namespace chrnn
