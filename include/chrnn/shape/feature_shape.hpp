/// What flows from layer to layer: channels on one grid of regions, or on several grids from fine to coarse.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/shape/extents.hpp>
#include <chrnn/shape/grid.hpp>

#include <initializer_list>

namespace chrnn::CHRNN_ABI::detail {

/// The most scales that a pyramid may have.
inline constexpr index_t most_scales = 8;

/// The grids of a feature shape, fine to coarse. Members instead of an array: a type that depends on an array has no
/// name that nvcc can write.
struct scale_list {
    grid first, second, third, fourth, fifth, sixth, seventh, eighth;

    constexpr grid& operator[](index_t l) {
        grid* const all[] = {&first, &second, &third, &fourth, &fifth, &sixth, &seventh, &eighth};
        return *all[l];
    }
    constexpr grid const& operator[](index_t l) const { return const_cast<scale_list&>(*this)[l]; }
    constexpr bool operator==(scale_list const&) const = default;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The shape of one sample between two layers. In memory: scale after scale, fine to coarse; in a scale channel, row,
/// column (the order of the paper's H, eq. 25). An image has one scale, a vector one of a single region.
struct feature_shape {
    index_t channels = 1;
    index_t scales = 1;
    detail::scale_list scale;

    constexpr feature_shape() = default;
    constexpr feature_shape(index_t c, index_t count, detail::scale_list all)
        : channels(c), scales(count), scale(all) {}
    constexpr feature_shape(index_t c, grid only) : channels(c) { scale[0] = only; }
    constexpr feature_shape(index_t c, index_t rows, index_t columns) : feature_shape(c, grid(rows, columns)) {}

    constexpr index_t rows() const { return scale[0].rows; }
    constexpr index_t columns() const { return scale[0].columns; }

    /// Numbers per sample.
    constexpr index_t size() const { return offset(scales); }
    /// Where scale `l` begins in a sample, in numbers.
    constexpr index_t offset(index_t l) const {
        index_t regions = 0;
        for (index_t j = 0; j < l; ++j) regions += scale[j].regions();
        return channels * regions;
    }
    constexpr bool flat() const { return scales == 1 && scale[0].single(); }
    constexpr bool operator==(feature_shape const&) const = default;

    /// "256x13x13", "4096", "256x{6x6,3x3,2x2,1x1}".
    constexpr auto text() const {
        fixed_string<100> all;
        all.append(channels);
        if (flat()) return all;
        all.append(scales > 1 ? "x{" : "x");
        for (index_t l = 0; l < scales; ++l) {
            if (l > 0) all.append(",");
            all.append(scale[l].rows).append("x").append(scale[l].columns);
        }
        if (scales > 1) all.append("}");
        return all;
    }
};

/// Channels on several grids, fine to coarse: `pyramid_shape(256, {6, 3, 2, 1})`. Throws unless there are 1 to
/// `most_scales`, which in a constant expression ends the compilation.
constexpr feature_shape pyramid_shape(index_t channels, std::initializer_list<grid> scales) {
    feature_shape s;
    if (scales.size() < 1 || scales.size() > static_cast<std::size_t>(detail::most_scales))
        fail("a pyramid has 1 to ", detail::most_scales, " scales, not ", scales.size());
    s.channels = channels;
    s.scales = 0;
    for (grid const& one : scales) s.scale[s.scales++] = one;
    return s;
}

/// A vector of `n` numbers.
constexpr feature_shape vector_shape(index_t n) { return {n, grid(1)}; }

} // namespace chrnn::CHRNN_ABI
