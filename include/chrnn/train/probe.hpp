/// A loss that sees every number of its input, for checking the gradients of whatever stands before it.
#pragma once

#include <chrnn/loss/loss.hpp>

namespace chrnn::CHRNN_ABI {

/// The loss of a sample is the sum of its numbers, each times a fixed random weight in [-1, 1).
struct probe : loss {
    static constexpr std::string_view kind = "probe";
    static constexpr activations backward_reads = activations::none;

    /// The weight of number i of a sample: two rounds of multiplying and folding, which spread neighbours far apart.
    CHRNN_INLINE static constexpr double weight(index_t sample, index_t i) {
        std::uint32_t word = static_cast<std::uint32_t>(i) + 1 + static_cast<std::uint32_t>(sample) * 0x9E3779B9u;
        for (int round = 0; round < 2; ++round) {
            word *= 0x2C1B3C6Du;
            word ^= word >> 15;
        }
        return static_cast<double>(static_cast<std::int32_t>(word)) * 0x1p-31;
    }

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const*, typename Pass::scalar* to) {
        p.on.parallel_for(p.samples, In.size() * 16, weigh<In.size(), typename Pass::scalar>{p.x, to});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const*) {
        p.on.parallel_for_2d(p.samples, In.size(), pass_back<In.size(), typename Pass::scalar>{p.dx, p.samples});
    }

    template <index_t N, class T>
    struct weigh {
        T const* x;
        T* losses;

        CHRNN_INLINE void operator()(index_t sample) const {
            double sum = 0;
            for (index_t i = 0; i < N; ++i) sum += weight(sample, i) * static_cast<double>(x[sample * N + i]);
            losses[sample] = static_cast<T>(sum);
        }
    };
    template <index_t N, class T>
    struct pass_back {
        T* dx;
        index_t samples;

        CHRNN_INLINE void operator()(index_t sample, index_t i) const {
            dx[sample * N + i] = static_cast<T>(weight(sample, i) / static_cast<double>(samples));
        }
    };
};

} // namespace chrnn::CHRNN_ABI
