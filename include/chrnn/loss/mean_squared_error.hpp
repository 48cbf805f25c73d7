/// The mean of squared differences, the loss of regressions.
#pragma once

#include <chrnn/loss/loss.hpp>

#include <cmath>

namespace chrnn::CHRNN_ABI {

/// Ends a network that predicts numbers: its output is the last layer's, its loss the mean over samples and numbers of
/// (output - target)^2.
struct mean_squared_error : loss {
    static constexpr std::string_view kind = "prediction";
    static constexpr activations backward_reads = activations::output;
    using target = float;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    template <feature_shape In>
    static constexpr index_t targets() {
        return In.size();
    }

    /// Throws unless all targets are finite.
    template <feature_shape>
    static void check(std::span<float const> all) {
        for (float one : all)
            if (!std::isfinite(one)) fail("a target is ", one, ", but an output can come near to finite numbers only");
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), p.template input<In>());
    }
    /// losses[sample] = the mean of its squared differences.
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, float const* targets, typename Pass::scalar* to) {
        p.on.parallel_for(p.samples, In.size(), squares<In.size(), typename Pass::scalar>{p.y, targets, to});
    }
    /// dx = 2 (y - target) / (samples * numbers).
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, float const* targets) {
        using T = typename Pass::scalar;
        p.on.parallel_for(p.samples * In.size(), 1,
                          pass_back<T>{p.y, targets, p.dx, T(2) / static_cast<T>(p.samples * In.size())});
    }

    template <index_t N, class T>
    struct squares {
        T const* y;
        float const* targets;
        T* losses;

        CHRNN_INLINE void operator()(index_t sample) const {
            T sum = 0;
            for (index_t i = sample * N; i < (sample + 1) * N; ++i) {
                T const difference = y[i] - static_cast<T>(targets[i]);
                sum += difference * difference;
            }
            losses[sample] = sum / static_cast<T>(N);
        }
    };
    template <class T>
    struct pass_back {
        T const* y;
        float const* targets;
        T* dx;
        T factor;

        CHRNN_INLINE void operator()(index_t i) const { dx[i] = factor * (y[i] - static_cast<T>(targets[i])); }
    };
};

} // namespace chrnn::CHRNN_ABI
