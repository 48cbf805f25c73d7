/// A box of regions: a rectangle of rows and columns on one of a feature shape's scales.
#pragma once

#include <chrnn/shape/feature_shape.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Indices begin .. end - 1 of an axis.
struct axis_range {
    index_t begin, end;

    constexpr index_t size() const { return empty() ? 0 : end - begin; }
    constexpr bool empty() const { return begin >= end; }
    constexpr bool operator==(axis_range const&) const = default;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The regions of `rows` x `columns` on scale number `scale` of a feature shape, fine to coarse.
struct region_box {
    detail::axis_range rows, columns;
    index_t scale = 0;

    constexpr bool empty() const { return rows.empty() || columns.empty(); }
    constexpr bool operator==(region_box const&) const = default;
};

/// All regions of the finest scale of `s`.
constexpr region_box whole_of(feature_shape const& s) { return {{0, s.rows()}, {0, s.columns()}}; }

} // namespace chrnn::CHRNN_ABI
