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
        p.on.parallel_for_groups(p.samples, In.size() * 8, softmax<In.size(), typename Pass::scalar>{p.x, p.y});
    }
    /// losses[sample] = -log p(label), computed from x so that no small probability is rounded to 0.
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const* labels, typename Pass::scalar* to) {
        p.on.parallel_for_groups(p.samples, In.size() * 8,
                                 cross_entropy<In.size(), typename Pass::scalar>{p.x, labels, to});
    }
    /// dx = (y - one-hot label) / samples: the gradient of the mean loss.
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const* labels) {
        using T = typename Pass::scalar;
        p.on.parallel_for_2d(p.samples, In.size(),
                             pass_back<In.size(), T>{p.y, labels, p.dx, static_cast<T>(p.samples)});
    }

    // Kernels over samples of `N` classes.

    /// The greatest of a sample's N numbers, and the sum of the exponentials of their distances to it, each of which it
    /// shows to `see(i, exponential)`.
    template <index_t N, class T>
    struct exponentials {
        T most, sum = 0;

        template <class Group, class See>
        CHRNN_INLINE exponentials(Group const& group, T const* x, See const& see) : most(x[0]) {
            group.each(N, [&](index_t i) { most = x[i] > most ? x[i] : most; });
            most = group.greatest(most);
            group.each(N, [&](index_t i) {
                T const one = std::exp(x[i] - most);
                see(i, one), sum += one;
            });
            sum = group.sum(sum);
        }
    };
    template <index_t N, class T>
    struct softmax {
        T const* x;
        T* y;

        template <class Group>
        CHRNN_INLINE void operator()(Group const& group, index_t sample) const {
            T* const to = y + sample * N;
            exponentials<N, T> const all(group, x + sample * N, [&](index_t i, T one) { to[i] = one; });
            group.each(N, [&](index_t i) { to[i] /= all.sum; });
        }
    };
    template <index_t N, class T>
    struct cross_entropy {
        T const* x;
        int const* labels;
        T* losses;

        template <class Group>
        CHRNN_INLINE void operator()(Group const& group, index_t sample) const {
            T const* const from = x + sample * N;
            exponentials<N, T> const all(group, from, [](index_t, T) {});
            T const loss = std::log(all.sum) + all.most - from[labels[sample]];
            group.each(1, [&](index_t) { losses[sample] = loss; });
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
