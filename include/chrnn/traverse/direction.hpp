/// The directions in which a recurrence scans the regions, each an acyclic order (spec section 1; eq. 10-13).
#pragma once

#include <chrnn/shape/grid.hpp>

#include <string_view>

namespace chrnn::CHRNN_ABI {

// A direction is a frame: flipped so that its scan goes from the top left to the bottom right, where the row neighbour
// is the region above and the column neighbour the region to the left.

struct se {
    static constexpr std::string_view name = "se"; ///< eq. 10
    static constexpr bool flips_rows = false, flips_columns = false;
};
struct nw {
    static constexpr std::string_view name = "nw"; ///< eq. 11
    static constexpr bool flips_rows = true, flips_columns = true;
};
struct ne {
    static constexpr std::string_view name = "ne"; ///< eq. 12
    static constexpr bool flips_rows = true, flips_columns = false;
};
struct sw {
    static constexpr std::string_view name = "sw"; ///< eq. 13
    static constexpr bool flips_rows = false, flips_columns = true;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Whether no two of `Directions` have the same name, which their parameters bear.
template <class... Directions>
constexpr bool differ_in_name() {
    std::string_view const names[] = {Directions::name..., {}};
    for (std::string_view const& one : names)
        for (std::string_view const& other : names)
            if (&one != &other && one == other) return false;
    return true;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The directions in use, in the order in which their parameters lie in memory.
template <class... Directions>
struct directions {
    static_assert(sizeof...(Directions) >= 1, "chrnn: a recurrence has at least one direction");
    static_assert(detail::differ_in_name<Directions...>(),
                  "chrnn: a direction is given twice among the directions in use");
    static constexpr index_t count = sizeof...(Directions);
    static constexpr std::string_view names[count] = {Directions::name...};

    CHRNN_INLINE static constexpr bool flips_rows(index_t d) {
        index_t k = 0;
        return ((k++ == d && Directions::flips_rows) || ...);
    }
    CHRNN_INLINE static constexpr bool flips_columns(index_t d) {
        index_t k = 0;
        return ((k++ == d && Directions::flips_columns) || ...);
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// A type that says how many directions are in use, and which.
template <class Set>
concept direction_set = requires {
    {Set::count};
    Set::names;
    Set::flips_rows(index_t{});
    Set::flips_columns(index_t{});
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// ↘ ↖ ↗ ↙
using all_directions = directions<se, nw, ne, sw>;

} // namespace chrnn::CHRNN_ABI
