/// The scale context: what the coarser scales contribute to every gate of a scale.
#pragma once

#include <chrnn/formula/simd_traits.hpp>
#include <chrnn/shape/feature_shape.hpp>

namespace chrnn::inline CHRNN_ABI::detail {

/// One coarser scale's contribution to the scale context s (eq. 21): W h at the coarse regions, to be repeated.
template <class T>
struct context_term {
    T const* term; ///< [coarse regions, n, H]
    grid coarse;
};

/// The scale context of a scale: the sum of its terms at floor(r R_j / R_l), floor(q S_j / S_l).
template <class T>
struct scale_context {
    context_term<T> terms[most_scales]{};
    index_t count = 0;
};

/// The coarse region that `region` of `fine` lies in.
CHRNN_INLINE constexpr index_t coarse_region(index_t region, grid fine, grid coarse) {
    index_t const r = region / fine.columns, q = region % fine.columns;
    return r * coarse.rows / fine.rows * coarse.columns + q * coarse.columns / fine.columns;
}

/// The gradient of one term, [coarse regions * n, H], from that of the context, [fine regions, n, H]: summed over the
/// fine regions of each coarse one. A kernel over its rows and H columns.
template <grid Fine, grid Coarse, class T>
struct term_gradient {
    T const* d_context;
    T* d_term;
    index_t n, H;

    template <class V>
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        constexpr index_t regions = Fine.regions();
        V sum = simd_traits<V>::fill(0);
        for (index_t region = 0; region < regions; ++region)
            if (coarse_region(region, Fine, Coarse) == row / n)
                sum = sum + simd_traits<V>::load(d_context + (region * n + row % n) * H + column);
        simd_traits<V>::store(d_term + row * H + column, sum);
    }
};

} // namespace chrnn::inline CHRNN_ABI::detail
