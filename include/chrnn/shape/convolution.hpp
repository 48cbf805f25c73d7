/// The extents of one convolution.
#pragma once

#include <chrnn/shape/signal.hpp>

namespace chrnn {

/// `filters` kernels over an image [channels, rows, columns]; weights are [filters, channels, kernel, kernel].
struct convolution {
    index_t channels, rows, columns;
    index_t filters, kernel, stride = 1, pad = 0;

    constexpr index_t out_rows() const { return (rows + 2 * pad - kernel) / stride + 1; }
    constexpr index_t out_columns() const { return (columns + 2 * pad - kernel) / stride + 1; }
    constexpr index_t positions() const { return out_rows() * out_columns(); }
    /// Numbers in one filter's patch.
    constexpr index_t depth() const { return channels * kernel * kernel; }
    constexpr index_t image_size() const { return channels * rows * columns; }
    constexpr index_t output_size() const { return filters * positions(); }
};

} // namespace chrnn
