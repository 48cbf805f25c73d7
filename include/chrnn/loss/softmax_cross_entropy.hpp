/// Softmax and its cross-entropy with the labels.
#pragma once

#include <chrnn/loss/loss.hpp>

namespace chrnn::CHRNN_ABI {

/// Ends a network: its output is the softmax of the last layer's (eq. 26), its loss the mean of -log p(label).
struct softmax_cross_entropy : loss {
    static constexpr std::string_view kind = "softmax";
    static constexpr activations backward_reads = activations::output;

    template <feature_shape In>
    static consteval feature_shape output() {
        if constexpr (!In.flat())
            mistake<sentence("softmax_cross_entropy takes a vector of classes, not ", In.text())>();
        return In;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }

    /// Throws unless every label is one of a class.
    template <feature_shape In>
    static void check(std::span<int const> labels) {
        for (int label : labels)
            if (label < 0 || label >= In.size())
                fail("a label is ", label, ", but the network has ", In.size(), " classes");
    }

    /// y = softmax(x).
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.parallel_for(p.samples, In.size() * 8, softmax<In.size(), typename Pass::scalar>{p.x, p.y});
    }
    /// losses[sample] = -log p(label), computed from x so that no small probability is rounded to 0.
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const* labels, typename Pass::scalar* to) {
        p.on.parallel_for(p.samples, In.size() * 8, cross_entropy<In.size(), typename Pass::scalar>{p.x, labels, to});
    }
    /// dx = (y - one-hot label) / samples: the gradient of the mean loss.
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const* labels) {
        using T = typename Pass::scalar;
        p.on.parallel_for_2d(p.samples, In.size(),
                             pass_back<In.size(), T>{p.y, labels, p.dx, static_cast<T>(p.samples)});
    }

    // Kernels over samples of `N` classes.

    template <index_t N, class T>
    CHRNN_INLINE static constexpr T greatest(T const* x) {
        T most = x[0];
        for (index_t i = 1; i < N; ++i) most = x[i] > most ? x[i] : most;
        return most;
    }
    template <index_t N, class T>
    struct softmax {
        T const* x;
        T* y;

        CHRNN_INLINE void operator()(index_t sample) const {
            T const* const from = x + sample * N;
            T* const to = y + sample * N;
            T const most = greatest<N>(from);
            T sum = 0;
            for (index_t i = 0; i < N; ++i) sum += to[i] = std::exp(from[i] - most);
            for (index_t i = 0; i < N; ++i) to[i] /= sum;
        }
    };
    template <index_t N, class T>
    struct cross_entropy {
        T const* x;
        int const* labels;
        T* losses;

        CHRNN_INLINE void operator()(index_t sample) const {
            T const* const from = x + sample * N;
            T const most = greatest<N>(from);
            T sum = 0;
            for (index_t i = 0; i < N; ++i) sum += std::exp(from[i] - most);
            losses[sample] = std::log(sum) + most - from[labels[sample]];
        }
    };
    template <index_t N, class T>
    struct pass_back {
        T const* y;
        int const* labels;
        T* dx;
        T samples;

        CHRNN_INLINE void operator()(index_t sample, index_t i) const {
            index_t const at = sample * N + i;
            dx[at] = (y[at] - (i == labels[sample] ? 1 : 0)) / samples;
        }
    };
};

} // namespace chrnn::CHRNN_ABI
