/// The wavefront schedule of a grid: its regions ordered by anti-diagonal, so that those of one diagonal, which do not
/// depend on each other, lie side by side.
#pragma once

#include <chrnn/traverse/direction.hpp>

#include <algorithm>
#include <array>

namespace chrnn {

/// The schedule in the frame of one direction; the same for all of them. A *place* is a position in the order.
template <grid Grid>
struct wavefront {
    static constexpr index_t regions = Grid.regions();
    static constexpr index_t diagonals = Grid.rows + Grid.columns - 1;
    static constexpr index_t none = -1; ///< the neighbour of a region at the border

    /// The places of a region's neighbours: before it in the scan, and after it.
    struct links {
        index_t row = none, column = none;           ///< whose states it reads
        index_t row_next = none, column_next = none; ///< who reads its states as row and as column neighbour
    };

    /// The first place of each diagonal, and behind the last diagonal the number of regions.
    static constexpr auto first = [] {
        std::array<index_t, static_cast<std::size_t>(diagonals) + 1> result{};
        for (index_t d = 0; d < diagonals; ++d)
            result[static_cast<std::size_t>(d) + 1] =
                result[static_cast<std::size_t>(d)] +
                (std::min(d, Grid.rows - 1) - std::max<index_t>(0, d - Grid.columns + 1) + 1);
        return result;
    }();

    /// The place of frame row u, frame column v; `none` outside the grid.
    static constexpr index_t place(index_t u, index_t v) {
        if (u < 0 || v < 0 || u >= Grid.rows || v >= Grid.columns) return none;
        return first[static_cast<std::size_t>(u + v)] + u - std::max<index_t>(0, u + v - Grid.columns + 1);
    }

    static constexpr auto neighbours = [] {
        std::array<links, static_cast<std::size_t>(regions)> result{};
        for (index_t u = 0; u < Grid.rows; ++u)
            for (index_t v = 0; v < Grid.columns; ++v)
                result[static_cast<std::size_t>(place(u, v))] = {place(u - 1, v), place(u, v - 1), place(u + 1, v),
                                                                 place(u, v + 1)};
        return result;
    }();

    /// For each direction and place the region r * columns + q of the image.
    template <class Directions>
    static constexpr auto region = [] {
        std::array<std::array<index_t, static_cast<std::size_t>(regions)>, static_cast<std::size_t>(Directions::count)>
            result{};
        for (index_t d = 0; d < Directions::count; ++d)
            for (index_t u = 0; u < Grid.rows; ++u)
                for (index_t v = 0; v < Grid.columns; ++v) {
                    index_t const r = Directions::flips_rows[d] ? Grid.rows - 1 - u : u;
                    index_t const q = Directions::flips_columns[d] ? Grid.columns - 1 - v : v;
                    result[static_cast<std::size_t>(d)][static_cast<std::size_t>(place(u, v))] = r * Grid.columns + q;
                }
        return result;
    }();

    /// For each direction and region its place: the inverse of `region`.
    template <class Directions>
    static constexpr auto place_of = [] {
        std::array<std::array<index_t, static_cast<std::size_t>(regions)>, static_cast<std::size_t>(Directions::count)>
            result{};
        for (std::size_t d = 0; d < static_cast<std::size_t>(Directions::count); ++d)
            for (std::size_t place = 0; place < static_cast<std::size_t>(regions); ++place)
                result[d][static_cast<std::size_t>(region<Directions>[d][place])] = static_cast<index_t>(place);
        return result;
    }();
};

} // namespace chrnn
