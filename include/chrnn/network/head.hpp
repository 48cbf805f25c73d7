/// The head of a network: the layers behind those that are frozen from the input on, as a network of their own.
#pragma once

#include <chrnn/network/frozen.hpp>
#include <chrnn/network/network.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// How many layers are frozen from the input on, and read by the others through the output of the last one only.
template <class Net>
consteval index_t frozen_front() {
    std::array<bool, static_cast<std::size_t>(Net::count)> frozen{};
    Net::each_layer(
        [&]<index_t I>() { frozen[static_cast<std::size_t>(I)] = is_frozen<typename Net::template layer_at<I>>; });
    index_t front = 0;
    while (front < Net::count && frozen[static_cast<std::size_t>(front)]) ++front;
    auto const reads_within = [&](layer_description const& one) {
        for (index_t i = 0; i < one.inputs; ++i)
            if (one.from[static_cast<std::size_t>(i)] < front) return true;
        return false;
    };
    for (bool cut = false; front > 0 && !cut;) {
        cut = true;
        for (index_t I = front; I < Net::count; ++I)
            cut = cut && !reads_within(Net::layers[static_cast<std::size_t>(I)]);
        if (!cut) --front;
    }
    return front;
}

/// The name of the first layer behind the front that draws random numbers and has a namesake in it; empty if none does.
/// Such a layer would draw others in a network of its own.
template <class Net>
consteval layer_name namesake_of_front() {
    for (index_t I = frozen_front<Net>(); I < Net::count; ++I)
        for (index_t k = 0; k < frozen_front<Net>(); ++k) {
            layer_description const& one = Net::layers[static_cast<std::size_t>(I)];
            if (one.training_only && Net::layers[static_cast<std::size_t>(k)].name.view() == one.name.view())
                return one.name;
        }
    return {};
}

/// Layer I of `Net` under the name that it has there.
template <class Net, index_t I>
struct placed_layer : Net::template layer_at<I> {
    static constexpr layer_name given_name = Net::layers[static_cast<std::size_t>(I)].name;
};
/// That layer as an operation on values that are counted from value `First` on.
template <class Net, index_t First, index_t I, class Layer, index_t... From>
operation<placed_layer<Net, I>, (From - First)...> moved(operation<Layer, From...>);

/// The layers of `Net` from number `First` on, on value `First`.
template <class Net, index_t First, class Numbers>
struct layers_from;
template <class Net, index_t First, index_t... I>
struct layers_from<Net, First, std::integer_sequence<index_t, I...>> {
    using type = placed_layers<input_of<Net::template shape_of_value<First>()>,
                               graph<index_t{sizeof...(I)}, decltype(moved<Net, First, First + I>(
                                                                typename Net::template operation_at<First + I>{}))...>>;
};

/// The frozen layers at the front of `Net`, and the others; ends the compilation if there are none, or they cannot be
/// taken apart.
template <class Net>
struct front_and_head {
    static constexpr index_t front_layers = frozen_front<Net>();
    static consteval bool check() {
        if constexpr (front_layers == 0)
            mistake<sentence("the network has no layers that are frozen from the input ", Net::input.text(),
                             " on, whose output could be kept: frozen<...> freezes some")>();
        if constexpr (!namesake_of_front<Net>().view().empty())
            mistake<sentence("a frozen layer has the name ", namesake_of_front<Net>().view(),
                             " of a layer that is not: give one of them another, as named<...> does")>();
        return true;
    }
    static_assert(check());
    using front = typename layers_from<Net, 0, std::make_integer_sequence<index_t, front_layers>>::type;
    using head =
        typename layers_from<Net, front_layers, std::make_integer_sequence<index_t, Net::count - front_layers>>::type;
};
/// The frozen layers of `Net` from the input on, which have no loss: an `execution` runs them.
template <class Net>
using front_of = typename front_and_head<Net>::front;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// What stands behind the layers of `Net` that are frozen from the input on, as a network that reads their output.
/// Names, shapes, initial values and noise are those of `Net`, so parameters are loaded from one into the other.
template <class Net>
struct head_of : detail::front_and_head<Net>::head {};

} // namespace chrnn::CHRNN_ABI
