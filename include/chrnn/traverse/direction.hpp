/// The directions in which a recurrence scans the regions, each an acyclic order (spec section 1; eq. 10-13).
#pragma once

#include <chrnn/traverse/neighbourhood.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What a direction reads: the two neighbours of the paper's scans unless it says otherwise.
template <class Direction>
struct neighbours_of {
    using type = above_and_left;
};
template <class Direction>
requires requires { typename Direction::neighbours; }
struct neighbours_of<Direction> {
    using type = typename Direction::neighbours;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

// A direction is a frame, flipped so that its scan goes from the top left to the bottom right, and a neighbourhood in
// that frame: which of the regions above it and in its row are read.

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

// Along one axis only, as in ReNet (Visin et al., 2015) and ION (Bell et al., CVPR 2016): every row, or every column,
// is a sequence by itself. On a grid of 1 x N `directions<east>` is the usual recurrence over a sequence.

struct east {
    using neighbours = detail::left_only;
    static constexpr std::string_view name = "east";
    static constexpr bool flips_rows = false, flips_columns = false;
};
struct west {
    using neighbours = detail::left_only;
    static constexpr std::string_view name = "west";
    static constexpr bool flips_rows = false, flips_columns = true;
};
struct south {
    using neighbours = detail::above_only;
    static constexpr std::string_view name = "south";
    static constexpr bool flips_rows = false, flips_columns = false;
};
struct north {
    using neighbours = detail::above_only;
    static constexpr std::string_view name = "north";
    static constexpr bool flips_rows = true, flips_columns = false;
};

/// One of the four diagonal directions whose regions read h of the diagonal neighbour, too, through `weight_corner`:
/// all four are the 8-neighbour DAG-RNN (Shuai et al., CVPR 2016).
template <class Direction>
struct with_corner : Direction {
    static_assert(std::is_same_v<typename detail::neighbours_of<Direction>::type, detail::above_and_left>,
                  "chrnn: with_corner takes a direction that reads a row and a column neighbour: se, nw, ne or sw");
    using neighbours = detail::above_left_and_corner;
};
/// `south` or `north` with h of three regions of the row before, through `weight_left` and `weight_right`, too: the
/// row LSTM of van den Oord et al. (ICML 2016).
template <class Direction>
struct with_sides : Direction {
    static_assert(std::is_same_v<typename detail::neighbours_of<Direction>::type, detail::above_only>,
                  "chrnn: with_sides takes a direction from row to row: south or north");
    using neighbours = detail::three_above;
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

/// What the first of `Directions` reads.
template <class... Directions>
struct common_neighbours {
    using type = above_and_left;
};
template <class First, class... Rest>
struct common_neighbours<First, Rest...> : neighbours_of<First> {};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The directions in use, in the order in which their parameters lie in memory. They move on together, so they read
/// neighbours of one kind.
template <class... Directions>
struct directions {
    static_assert(sizeof...(Directions) >= 1, "chrnn: a recurrence has at least one direction");
    static_assert(detail::differ_in_name<Directions...>(),
                  "chrnn: a direction is given twice among the directions in use");
    using neighbours = typename detail::common_neighbours<Directions...>::type;
    static_assert((std::is_same_v<neighbours, typename detail::neighbours_of<Directions>::type> && ...),
                  "chrnn: the directions of one set read neighbours of one kind; those that read others, as east does "
                  "beside se, make a recurrence of their own");
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
    typename Set::neighbours;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// ↘ ↖ ↗ ↙
using all_directions = directions<se, nw, ne, sw>;
/// → ←
using along_rows = directions<east, west>;
/// ↓ ↑
using along_columns = directions<south, north>;

} // namespace chrnn::CHRNN_ABI
