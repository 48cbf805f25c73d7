/// Where a network's activations lie: one block of memory, laid out by the types for any batch.
#pragma once

#include <chrnn/network/network.hpp>

namespace chrnn {

/// The parts of the workspace of `Net` for a batch of `samples`, as offsets in numbers.
template <class Net>
struct workspace {
    static constexpr auto layers = static_cast<std::size_t>(Net::count);

    std::array<index_t, layers + 1> activation{}; ///< what flows into layer I; behind the last, what comes out
    std::array<index_t, layers> saved{};          ///< what layer I keeps for backward
    std::array<index_t, 2> gradient{};            ///< gradients of activations, of two neighbouring layers at a time
    index_t losses = 0;                           ///< the loss of each sample
    index_t scratch = 0;                          ///< shared by all layers
    index_t size = 0;

    constexpr explicit workspace(index_t samples) {
        carver<float> room;
        auto const take = [&](index_t n) {
            index_t const begin = room.used;
            room.take(n);
            return begin;
        };
        index_t widest = Net::input.size();
        activation[0] = take(samples * Net::input.size());
        for (std::size_t I = 0; I < layers; ++I) {
            layer_description const& one = Net::layers[I];
            activation[I + 1] = one.in_place ? activation[I] : take(samples * one.out.size());
            widest = std::max(widest, one.out.size());
        }
        index_t most_scratch = 0;
        Net::each_layer([&]<index_t I>() {
            using layer = typename Net::template layer_at<I>;
            constexpr feature_shape in = Net::template shape_at<I>();
            saved[static_cast<std::size_t>(I)] = take(layer::template saved<in>(samples));
            most_scratch = std::max(most_scratch, layer::template scratch<in>(samples));
        });
        for (index_t& one : gradient) one = take(samples * widest);
        losses = take(samples);
        scratch = take(most_scratch);
        size = room.used;
    }
};

/// Bytes of workspace that a model of `Net` takes for a batch.
template <class Net, class Scalar = float>
constexpr index_t workspace_bytes(index_t samples) {
    return workspace<Net>(samples).size * static_cast<index_t>(sizeof(Scalar));
}

} // namespace chrnn
