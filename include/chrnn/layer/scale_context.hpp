/// The scale context: what the coarser scales contribute to every gate of a scale.
#pragma once

#include <chrnn/formula/simd_traits.hpp>
#include <chrnn/shape/feature_shape.hpp>
#include <chrnn/shape/region_box.hpp>

#include <cstdint>

namespace chrnn::CHRNN_ABI::detail {

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

/// The coarse region that `region` of `fine` lies in. In 32 bits, in which a division takes a fraction of the time.
CHRNN_INLINE constexpr index_t coarse_region(index_t region, grid fine, grid coarse) {
    auto const of = static_cast<std::int32_t>(region), rows = static_cast<std::int32_t>(fine.rows),
               columns = static_cast<std::int32_t>(fine.columns);
    std::int32_t const r = of / columns, q = of % columns;
    return r * static_cast<std::int32_t>(coarse.rows) / rows * coarse.columns +
           q * static_cast<std::int32_t>(coarse.columns) / columns;
}

/// The fine rows (or columns), of `fine` of them, that lie in row `r` of `coarse` rows.
CHRNN_INLINE constexpr axis_range fine_range(index_t r, index_t fine, index_t coarse) {
    return {(r * fine + coarse - 1) / coarse, ((r + 1) * fine + coarse - 1) / coarse};
}

/// The gradient of one term, [coarse regions * n, H], from that of the context, [fine regions, n, H]: summed over the
/// fine regions of each coarse one. A kernel over its rows and H columns.
template <class T>
struct term_gradient {
    grid fine, coarse;
    T const* d_context;
    T* d_term;
    index_t n, H;

    struct of_row {
        term_gradient const& all;
        axis_range rows, columns;
        index_t sample;
        T* d_term;

        template <class V>
        CHRNN_INLINE void operator()(index_t column) const {
            V sum = simd_traits<V>::fill(0);
            for (index_t r = rows.begin; r < rows.end; ++r)
                for (index_t q = columns.begin; q < columns.end; ++q) {
                    index_t const fine = (r * all.fine.columns + q) * all.n + sample;
                    sum = sum + simd_traits<V>::load(all.d_context + fine * all.H + column);
                }
            simd_traits<V>::store(d_term + column, sum);
        }
    };
    CHRNN_INLINE of_row row(index_t i) const {
        index_t const region = i / n;
        return {*this, fine_range(region / coarse.columns, fine.rows, coarse.rows),
                fine_range(region % coarse.columns, fine.columns, coarse.columns), i % n, d_term + i * H};
    }
};

} // namespace chrnn::CHRNN_ABI::detail
