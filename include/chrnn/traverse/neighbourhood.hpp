/// A neighbourhood: which regions a region reads, in the frame of its direction, and the order that puts them first.
#pragma once

#include <chrnn/shape/grid.hpp>

#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// A region in the frame of a direction, where every scan goes from the top left to the bottom right.
struct frame_position {
    index_t row, column;
    constexpr bool operator==(frame_position const&) const = default;
};

/// Which regions are computed at once, one such set after the other.
enum class front { diagonal, row, column };

// A neighbourhood says how many regions are read, what the matrix of each is called, and how far back each lies. The
// states other than h are read of the region above (`row` in a cell's equations) and of the one to the left (`column`).
// Where a neighbourhood is without one of them, it reads as 0, as outside the grid; for a cell that averages its
// neighbours the other one stands for both.

/// The region above and the one to the left, eq. 10-13.
struct above_and_left {
    static constexpr index_t count = 2;
    static constexpr front fronts = front::diagonal;
    static constexpr bool reads_row = true, reads_column = true;
    static constexpr std::string_view matrix(index_t k) { return k == 0 ? "weight_r" : "weight_c"; }
    CHRNN_INLINE static constexpr frame_position back(index_t k) { return {k == 0, k == 1}; }
};
/// The region to the left.
struct left_only {
    static constexpr index_t count = 1;
    static constexpr front fronts = front::column;
    static constexpr bool reads_row = false, reads_column = true;
    static constexpr std::string_view matrix(index_t) { return "weight_c"; }
    CHRNN_INLINE static constexpr frame_position back(index_t) { return {0, 1}; }
};
/// The region above.
struct above_only {
    static constexpr index_t count = 1;
    static constexpr front fronts = front::row;
    static constexpr bool reads_row = true, reads_column = false;
    static constexpr std::string_view matrix(index_t) { return "weight_r"; }
    CHRNN_INLINE static constexpr frame_position back(index_t) { return {1, 0}; }
};
/// The regions above, to the left, and above to the left.
struct above_left_and_corner {
    static constexpr index_t count = 3;
    static constexpr front fronts = front::diagonal;
    static constexpr bool reads_row = true, reads_column = true;
    static constexpr std::string_view matrix(index_t k) {
        return k == 0 ? "weight_r" : k == 1 ? "weight_c" : "weight_corner";
    }
    CHRNN_INLINE static constexpr frame_position back(index_t k) { return {k != 1, k != 0}; }
};
/// The region above, and those to the left and to the right of it.
struct three_above {
    static constexpr index_t count = 3;
    static constexpr front fronts = front::row;
    static constexpr bool reads_row = true, reads_column = false;
    static constexpr std::string_view matrix(index_t k) {
        return k == 0 ? "weight_r" : k == 1 ? "weight_left" : "weight_right";
    }
    CHRNN_INLINE static constexpr frame_position back(index_t k) { return {1, k == 0 ? 0 : k == 1 ? 1 : -1}; }
};

} // namespace chrnn::CHRNN_ABI::detail
