/// The extents of one convolution.
#pragma once

#include <chrnn/shape/region_box.hpp>

#include <algorithm>
#include <compare>

namespace chrnn::CHRNN_ABI {

/// `filters` kernels over an image [channels, rows, columns], their taps `dilation` apart; weights are
/// [filters, channels / groups, kernel, kernel]. With `groups` it is as many convolutions side by side, of which each
/// has its share of the channels and of the filters.
struct convolution {
    index_t channels, rows, columns;
    index_t filters, kernel, stride = 1, pad = 0, groups = 1, dilation = 1;

    constexpr auto operator<=>(convolution const&) const = default;

    /// The convolution of one group. Group g of an image begins at g group().image_size(), and so on for outputs and
    /// weights.
    constexpr convolution group() const {
        convolution one = *this;
        one.channels /= groups;
        one.filters /= groups;
        one.groups = 1;
        return one;
    }
    /// Numbers along an axis from a kernel's first tap to its last.
    constexpr index_t reach() const { return (kernel - 1) * dilation + 1; }
    constexpr index_t out_rows() const { return (rows + 2 * pad - reach()) / stride + 1; }
    constexpr index_t out_columns() const { return (columns + 2 * pad - reach()) / stride + 1; }
    constexpr index_t positions() const { return out_rows() * out_columns(); }
    /// Numbers in one filter's patch.
    constexpr index_t depth() const { return channels / groups * kernel * kernel; }
    /// Numbers in the patches of all groups at one position.
    constexpr index_t patch_size() const { return groups * depth(); }
    constexpr index_t image_size() const { return channels * rows * columns; }
    constexpr index_t output_size() const { return filters * positions(); }
    constexpr index_t weights_size() const { return filters * depth(); }

    /// What outputs `of` read of an axis of `extent` numbers; the padding is none of it.
    constexpr detail::axis_range read_along(index_t extent, detail::axis_range of) const {
        detail::axis_range read{extent, 0};
        for (index_t i = of.begin; i < of.end; ++i)
            for (index_t tap = 0; tap < kernel; ++tap)
                if (index_t const at = i * stride - pad + tap * dilation; 0 <= at && at < extent)
                    read = {std::min(read.begin, at), std::max(read.end, at + 1)};
        return read.empty() ? detail::axis_range{0, 0} : read;
    }
};

} // namespace chrnn::CHRNN_ABI
