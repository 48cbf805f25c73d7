/// Local response normalisation across channels.
#pragma once

#include <chrnn/layer/normalisation.hpp>

namespace chrnn::CHRNN_ABI {

/// y = x / (1 + 1e-4 / `Channels` times the sum of x^2 over the `Channels` channels around)^0.75 (spec section 3: n =
/// 5, alpha = 1e-4, beta = 0.75, k = 1).
template <index_t Channels = 5>
struct lrn : detail::normalisation<"lrn"> {
    static_assert(Channels % 2 == 1, "chrnn: lrn normalises over an odd number of channels");

    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    static std::string text() { return "across " + std::to_string(Channels) + " channels"; }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        p.on.template parallel_for_simd<T>(p.samples * In.channels, In.scale[0].regions(),
                                           normalise<In.channels, In.scale[0].regions(), T>{p.x, p.y});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        index_t const planes = p.samples * In.channels;
        p.on.template parallel_for_simd<T>(planes, In.scale[0].regions(),
                                           share_gradient<In.channels, In.scale[0].regions(), T>{p.x, p.dy, p.scratch});
        p.on.template parallel_for_simd<T>(
            planes, In.scale[0].regions(),
            pass_back<In.channels, In.scale[0].regions(), T>{p.x, p.dy, p.scratch, p.dx});
    }

    // Kernels over planes (sample, one of `Depth` channels) and `Area` positions.

    template <index_t Depth, index_t Area, class T>
    struct normalise {
        T const* x;
        T* y;

        template <class V>
        CHRNN_INLINE void operator()(index_t plane, index_t column) const {
            auto const here = detail::local_response<Channels, Depth, V>::at(plane, numbers<Area, V>(x, column));
            simd_traits<V>::store(y + plane * Area + column, here.y());
        }
    };
    /// What a number passes to its neighbours.
    template <index_t Depth, index_t Area, class T>
    struct share_gradient {
        T const *x, *dy;
        T* share;

        template <class V>
        CHRNN_INLINE void operator()(index_t plane, index_t column) const {
            index_t const i = plane * Area + column;
            auto const here = detail::local_response<Channels, Depth, V>::at(plane, numbers<Area, V>(x, column));
            simd_traits<V>::store(share + i, here.shared(simd_traits<V>::load(dy + i)));
        }
    };
    template <index_t Depth, index_t Area, class T>
    struct pass_back {
        T const *x, *dy, *share;
        T* dx;

        template <class V>
        CHRNN_INLINE void operator()(index_t plane, index_t column) const {
            using response = detail::local_response<Channels, Depth, V>;
            index_t const i = plane * Area + column;
            auto const here = response::at(plane, numbers<Area, V>(x, column));
            V const shares = response::around(plane, numbers<Area, V>(share, column));
            simd_traits<V>::store(dx + i, here.passed(simd_traits<V>::load(dy + i)) - here.taken(here.x, shares));
        }
    };

  private:
    /// The numbers at one place of every plane.
    template <index_t Area, class V, class T>
    CHRNN_INLINE static auto numbers(T const* from, index_t column) {
        return [=](index_t plane) { return simd_traits<V>::load(from + plane * Area + column); };
    }
};

} // namespace chrnn::CHRNN_ABI
