/// The wavefront schedule of a grid: its regions ordered by anti-diagonal, so that those of one diagonal, which do not
/// depend on each other, lie side by side.
#pragma once

#include <chrnn/traverse/direction.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A region in the frame of a direction, where every scan goes from the top left to the bottom right.
struct frame_position {
    index_t row, column;
    constexpr bool operator==(frame_position const&) const = default;
};

/// The schedule of a grid, the same in the frame of every direction. A *place* is a position in the order. Everything
/// follows from the extents by arithmetic, also inside a kernel.
struct wavefront {
    static constexpr index_t none = -1; ///< the place of what lies outside the grid

    grid extent;

    CHRNN_INLINE constexpr index_t regions() const { return extent.regions(); }
    CHRNN_INLINE constexpr index_t diagonals() const { return extent.rows + extent.columns - 1; }

    /// The first place of diagonal d; behind the last diagonal the number of regions.
    CHRNN_INLINE constexpr index_t first(index_t d) const {
        return triangle(d) - triangle(d - extent.rows) - triangle(d - extent.columns);
    }
    /// The frame's first row that diagonal d meets.
    CHRNN_INLINE constexpr index_t top(index_t d) const { return d < extent.columns ? 0 : d - extent.columns + 1; }

    /// The place of a frame position; `none` outside the grid.
    CHRNN_INLINE constexpr index_t place(index_t row, index_t column) const {
        if (row < 0 || column < 0 || row >= extent.rows || column >= extent.columns) return none;
        return first(row + column) + row - top(row + column);
    }
    /// The frame position of a place on diagonal d.
    CHRNN_INLINE constexpr frame_position position(index_t place, index_t d) const {
        index_t const row = place - first(d) + top(d);
        return {row, d - row};
    }
    /// The diagonal of a place.
    CHRNN_INLINE constexpr index_t diagonal(index_t place) const {
        index_t d = 0;
        while (first(d + 1) <= place) ++d;
        return d;
    }

    /// Region r * columns + q of the image at a frame position of direction number d of `Directions`.
    template <class Directions>
    CHRNN_INLINE constexpr index_t region(index_t d, frame_position p) const {
        auto const [r, q] = flipped<Directions>(d, p);
        return r * extent.columns + q;
    }
    /// The place of a region of the image in direction number d: the inverse of `region`.
    template <class Directions>
    CHRNN_INLINE constexpr index_t place_of(index_t d, index_t region) const {
        auto const [row, column] = flipped<Directions>(d, {region / extent.columns, region % extent.columns});
        return place(row, column);
    }

  private:
    CHRNN_INLINE static constexpr index_t triangle(index_t n) { return n > 0 ? n * (n + 1) / 2 : 0; }

    /// From the image to the frame of a direction, and back.
    template <class Directions>
    CHRNN_INLINE constexpr frame_position flipped(index_t d, frame_position p) const {
        return {Directions::flips_rows(d) ? extent.rows - 1 - p.row : p.row,
                Directions::flips_columns(d) ? extent.columns - 1 - p.column : p.column};
    }
};

} // namespace chrnn::CHRNN_ABI::detail
