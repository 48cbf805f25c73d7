/// The wavefront schedule of a grid: its regions ordered by front, so that those of one front, which do not depend on
/// each other, lie side by side. A front is an anti-diagonal; where no region reads one of its row, a row; or a column.
#pragma once

#include <chrnn/traverse/direction.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The schedule of a grid, the same in the frame of every direction. A *place* is a position in the order. Everything
/// follows from the extents by arithmetic, also inside a kernel.
template <front Shape = front::diagonal>
struct wavefront {
    static constexpr index_t none = -1; ///< the place of what lies outside the grid

    grid extent;

    CHRNN_INLINE constexpr index_t regions() const { return extent.regions(); }
    CHRNN_INLINE constexpr index_t fronts() const {
        if (Shape == front::row) return extent.rows;
        if (Shape == front::column) return extent.columns;
        return extent.rows + extent.columns - 1;
    }

    /// The first place of front d; behind the last front the number of regions.
    CHRNN_INLINE constexpr index_t first(index_t d) const {
        if (Shape == front::row) return d * extent.columns;
        if (Shape == front::column) return d * extent.rows;
        return triangle(d) - triangle(d - extent.rows) - triangle(d - extent.columns);
    }
    /// The front of a frame position.
    CHRNN_INLINE constexpr index_t front_of(index_t row, index_t column) const {
        return Shape == front::row ? row : Shape == front::column ? column : row + column;
    }
    /// The frame's first row that front d meets.
    CHRNN_INLINE constexpr index_t top(index_t d) const {
        if (Shape == front::row) return d;
        if (Shape == front::column) return 0;
        return d < extent.columns ? 0 : d - extent.columns + 1;
    }

    /// The place of a frame position; `none` outside the grid.
    CHRNN_INLINE constexpr index_t place(index_t row, index_t column) const {
        if (row < 0 || column < 0 || row >= extent.rows || column >= extent.columns) return none;
        index_t const d = front_of(row, column);
        return first(d) + (Shape == front::row ? column : row - top(d));
    }
    /// The frame position of a place on front d.
    CHRNN_INLINE constexpr frame_position position(index_t place, index_t d) const {
        index_t const along = place - first(d), row = Shape == front::row ? d : along + top(d);
        return {row, Shape == front::row ? along : Shape == front::column ? d : d - row};
    }
    /// The front of a place.
    CHRNN_INLINE constexpr index_t front_at(index_t place) const {
        if (Shape == front::row) return place / extent.columns;
        if (Shape == front::column) return place / extent.rows;
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
