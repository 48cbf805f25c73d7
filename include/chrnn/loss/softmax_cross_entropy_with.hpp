/// Softmax and a cross-entropy in which classes have weights, or labels are smoothed.
#pragma once

#include <chrnn/loss/class_weights.hpp>
#include <chrnn/loss/label_smoothing.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>

namespace chrnn::CHRNN_ABI {

/// `softmax_cross_entropy` with the options `class_weights<mine>` and `label_smoothing<0.1>`. With weights w, a share e
/// that is smoothed over K classes and p the softmax, the loss of a batch is that of PyTorch's CrossEntropyLoss:
///
///     sum of ((1 - e) w(label) (-log p(label)) + e / K sum_k w(k) (-log p(k))) / sum of w(label),
///
/// both sums over the samples. It is 0 where no label of a batch has a weight.
///
///     struct mine { static constexpr std::array values{1.0, 5.0, 0.5}; }; // by class
///     struct rare : network<..., dense<3>, softmax_cross_entropy_with<class_weights<mine>>> {};
template <class... Options>
struct softmax_cross_entropy_with : softmax_cross_entropy {
    static_assert(((detail::is_class_weights<Options> || detail::is_label_smoothing<Options>)&&...),
                  "chrnn: softmax_cross_entropy_with knows the options class_weights<type> and label_smoothing<share> "
                  "only");
    static_assert((0 + ... + detail::is_class_weights<Options>) <= 1 &&
                      (0 + ... + detail::is_label_smoothing<Options>) <= 1,
                  "chrnn: an option of softmax_cross_entropy_with is given twice");
    using weights = typename detail::weights_among<Options...>::type;
    static constexpr double smoothing = (0. + ... + detail::smoothing_of<Options>);

    template <feature_shape In>
    static consteval feature_shape output() {
        detail::check_weights<weights, "softmax_cross_entropy_with", In>();
        return softmax_cross_entropy::output<In>();
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        return detail::weight_parameters<weights>(In.size());
    }
    template <feature_shape In>
    static constexpr index_t scratch(index_t) {
        return 2;
    }

    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const* labels, typename Pass::scalar* to) {
        using T = typename Pass::scalar;
        T const* const sums = weight_sums<In>(p, labels);
        p.on.parallel_for_groups(p.samples, In.size() * 8,
                                 weighted_loss<In.size(), weights, T>{p.x, labels, weight<T>{p.weights},
                                                                      static_cast<T>(smoothing), sums,
                                                                      static_cast<T>(p.samples), to});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const* labels) {
        using T = typename Pass::scalar;
        T const* const sums = weight_sums<In>(p, labels);
        p.on.parallel_for_2d(p.samples, In.size(),
                             weighted_pass_back<In.size(), weights, T>{p.y, labels, weight<T>{p.weights},
                                                                       static_cast<T>(smoothing), sums, p.dx});
    }

    template <class T>
    using weight = detail::class_weight<weights, T>;

    /// Where the weights of a batch's labels are, added up, and behind them those of all classes.
    template <feature_shape In, class Pass>
    static auto weight_sums(Pass const& p, int const* labels) {
        using T = typename Pass::scalar;
        p.on.parallel_for(1, p.samples + In.size(),
                          add_weights<In.size(), weights, T>{labels, p.samples, weight<T>{p.weights}, p.scratch});
        return p.scratch;
    }

    // Kernels over samples of `N` classes.

    template <index_t N, class Weights, class T>
    struct add_weights {
        int const* labels;
        index_t samples;
        detail::class_weight<Weights, T> weight;
        T* sums;

        CHRNN_INLINE void operator()(index_t) const {
            sums[0] = sums[1] = 0;
            for (index_t i = 0; i < samples; ++i) sums[0] += weight(labels[i]);
            for (index_t k = 0; k < N; ++k) sums[1] += weight(k);
        }
    };
    template <index_t N, class Weights, class T>
    struct weighted_loss {
        T const* x;
        int const* labels;
        detail::class_weight<Weights, T> weight;
        T smoothing;
        T const* sums;
        T samples;
        T* losses;

        template <class Group>
        CHRNN_INLINE void operator()(Group const& group, index_t sample) const {
            T const* const from = x + sample * N;
            exponentials<N, T> const all(group, from, [](index_t, T) {});
            T const top = std::log(all.sum) + all.most;
            T spread = 0;
            if (smoothing > 0) {
                group.each(N, [&](index_t k) { spread += weight(k) * (top - from[k]); });
                spread = group.sum(spread);
            }
            int const label = labels[sample];
            T const own = (1 - smoothing) * weight(label) * (top - from[label]);
            group.each(1, [&](index_t) {
                losses[sample] = sums[0] == 0 ? 0 : (own + smoothing / N * spread) * (samples / sums[0]);
            });
        }
    };
    template <index_t N, class Weights, class T>
    struct weighted_pass_back {
        T const* y;
        int const* labels;
        detail::class_weight<Weights, T> weight;
        T smoothing;
        T const* sums;
        T* dx;

        CHRNN_INLINE void operator()(index_t sample, index_t i) const {
            int const label = labels[sample];
            T const own = (1 - smoothing) * weight(label), each = smoothing / N;
            T const all = y[sample * N + i] * (own + each * sums[1]) - (i == label ? own : 0) - each * weight(i);
            dx[sample * N + i] = sums[0] == 0 ? 0 : all / sums[0];
        }
    };
};

} // namespace chrnn::CHRNN_ABI
