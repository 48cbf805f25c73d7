/// Softmax and its cross-entropy with distributions over the classes.
#pragma once

#include <chrnn/loss/softmax_cross_entropy.hpp>

#include <cmath>

namespace chrnn::CHRNN_ABI {

/// Ends a network: its output is that of `softmax_cross_entropy`, its loss the mean of -sum of t_k log p_k. The targets
/// of a sample are as many numbers t_k as there are classes, each at least 0 and together 1. `fit` makes them of the
/// labels of images, and mixes them with `fit_options::mixup` and `cutmix`. A sample counts as right in training where
/// the most probable class is the one with the largest share (Keras' categorical accuracy).
struct distribution_cross_entropy : softmax_cross_entropy {
    static constexpr bool takes_distributions = true;
    using target = float;

    template <feature_shape In>
    static constexpr index_t targets() {
        return In.size();
    }

    /// Throws unless the targets of every sample are a distribution.
    template <feature_shape In>
    static void check(std::span<float const> all) {
        for (std::size_t first = 0; first < all.size(); first += static_cast<std::size_t>(In.size())) {
            double sum = 0;
            for (float one : all.subspan(first, static_cast<std::size_t>(In.size()))) {
                if (!(one >= 0)) fail("a target is ", one, ", but the share of a class is at least 0");
                sum += one;
            }
            if (!(std::abs(sum - 1) < 1e-3))
                fail("the shares of the classes in a target add up to ", sum, ", not to 1");
        }
    }

    /// losses[sample] = -sum of t_k log p_k, computed from x so that no small probability is rounded to 0.
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, float const* targets, typename Pass::scalar* to) {
        p.on.parallel_for_groups(p.samples, In.size() * 8,
                                 cross_entropy<In.size(), typename Pass::scalar>{p.x, targets, to});
    }
    /// dx = (y - t) / samples: the gradient of the mean loss.
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, float const* targets) {
        using T = typename Pass::scalar;
        p.on.parallel_for(p.samples * In.size(), 1, pass_back<T>{p.y, targets, p.dx, static_cast<T>(p.samples)});
    }

    template <index_t N, class T>
    struct cross_entropy {
        T const* x;
        float const* targets;
        T* losses;

        template <class Group>
        CHRNN_INLINE void operator()(Group const& group, index_t sample) const {
            T const* const from = x + sample * N;
            float const* const share = targets + sample * N;
            exponentials<N, T> const all(group, from, [](index_t, T) {});
            T mean = 0; // of the distances to the greatest
            group.each(N, [&](index_t i) { mean += static_cast<T>(share[i]) * (all.most - from[i]); });
            mean = group.sum(mean);
            group.each(1, [&](index_t) { losses[sample] = std::log(all.sum) + mean; });
        }
    };
    template <class T>
    struct pass_back {
        T const* y;
        float const* targets;
        T* dx;
        T samples;

        CHRNN_INLINE void operator()(index_t i) const { dx[i] = (y[i] - static_cast<T>(targets[i])) / samples; }
    };
};

} // namespace chrnn::CHRNN_ABI
