/// A view of a scale: the numbers of one scale within the features of a batch, and the kernels that turn them to rows
/// of channels and back.
#pragma once

#include <chrnn/base/config.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The row region * n + sample that is number i when the rows of a sample follow each other, so that what is read or
/// written of its features stays in a cache.
CHRNN_INLINE constexpr index_t row_by_sample(index_t i, index_t n, index_t regions) {
    return i % regions * n + i / regions;
}

/// Sample b's numbers begin at `data + b * step`, [channels, regions].
template <class T>
struct scale_view {
    T* data;
    index_t step;
    index_t regions;

    /// Channel k of row (region * n + sample).
    CHRNN_INLINE constexpr T& at(index_t row, index_t n, index_t k) const {
        return data[row % n * step + k * regions + row / n];
    }
};

/// to[row, k], [regions * n, channels], from a scale's features. A kernel over rows and channels.
template <class T>
struct rows_from_features {
    scale_view<T const> from;
    T* to;
    index_t n, channels;

    struct of_row {
        T const* from;
        T* to;
        index_t step;
        CHRNN_INLINE void operator()(index_t k) const { to[k] = from[k * step]; }
    };
    CHRNN_INLINE of_row row(index_t i) const {
        index_t const row = row_by_sample(i, n, from.regions);
        return {&from.at(row, n, 0), to + row * channels, from.regions};
    }
};

/// A scale's features from from[row, k], [regions * n, channels]. A kernel over rows and channels.
template <class T>
struct features_from_rows {
    T const* from;
    scale_view<T> to;
    index_t n, channels;

    struct of_row {
        T const* from;
        T* to;
        index_t step;
        CHRNN_INLINE void operator()(index_t k) const { to[k * step] = from[k]; }
    };
    CHRNN_INLINE of_row row(index_t i) const {
        index_t const row = row_by_sample(i, n, to.regions);
        return {from + row * channels, &to.at(row, n, 0), to.regions};
    }
};

} // namespace chrnn::CHRNN_ABI::detail
