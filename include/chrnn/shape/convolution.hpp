/// The extents of one convolution.
#pragma once

#include <chrnn/shape/region_box.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// `filters` kernels over an image [channels, rows, columns]; weights are [filters, channels, kernel, kernel].
struct convolution {
    index_t channels, rows, columns;
    index_t filters, kernel, stride = 1, pad = 0;

    constexpr bool operator==(convolution const&) const = default;

    constexpr index_t out_rows() const { return (rows + 2 * pad - kernel) / stride + 1; }
    constexpr index_t out_columns() const { return (columns + 2 * pad - kernel) / stride + 1; }
    constexpr index_t positions() const { return out_rows() * out_columns(); }
    /// Numbers in one filter's patch.
    constexpr index_t depth() const { return channels * kernel * kernel; }
    constexpr index_t image_size() const { return channels * rows * columns; }
    constexpr index_t output_size() const { return filters * positions(); }

    /// What outputs `of` read of an axis of `extent` numbers; the padding is none of it.
    constexpr detail::axis_range read_along(index_t extent, detail::axis_range of) const {
        while (!of.empty() && of.begin * stride - pad + kernel <= 0) ++of.begin;
        while (!of.empty() && (of.end - 1) * stride - pad >= extent) --of.end;
        if (of.empty()) return {0, 0};
        return {std::max(index_t{0}, of.begin * stride - pad), std::min(extent, (of.end - 1) * stride - pad + kernel)};
    }
};

} // namespace chrnn::CHRNN_ABI
