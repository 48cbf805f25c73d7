/// A direction: which two neighbours a region reads, and the order of the regions in which they come first.
#pragma once

#include <string>
#include <vector>

namespace oracle {

enum class direction { se, nw, ne, sw };

inline const std::vector<direction> all_directions{direction::se, direction::nw, direction::ne, direction::sw};

inline std::string name_of(direction way) {
    switch (way) {
    case direction::se:
        return "se";
    case direction::nw:
        return "nw";
    case direction::ne:
        return "ne";
    default:
        return "sw";
    }
}

struct region {
    int row, column;

    bool inside(int rows, int columns) const { return row >= 0 && row < rows && column >= 0 && column < columns; }
};

/// The region whose state W^r reads (eq. 10-13).
inline region row_neighbour(direction way, region at) {
    switch (way) {
    case direction::se:
        return {at.row - 1, at.column};
    case direction::nw:
        return {at.row + 1, at.column};
    case direction::ne:
        return {at.row + 1, at.column};
    default:
        return {at.row - 1, at.column}; // sw
    }
}

/// The region whose state W^c reads (eq. 10-13).
inline region column_neighbour(direction way, region at) {
    switch (way) {
    case direction::se:
        return {at.row, at.column - 1};
    case direction::nw:
        return {at.row, at.column + 1};
    case direction::ne:
        return {at.row, at.column - 1};
    default:
        return {at.row, at.column + 1}; // sw
    }
}

/// All regions, row after row, each after both of its neighbours.
inline std::vector<region> scan(direction way, int rows, int columns) {
    bool const downward = way == direction::se || way == direction::sw;
    bool const rightward = way == direction::se || way == direction::ne;
    std::vector<region> order;
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
            order.push_back({downward ? i : rows - 1 - i, rightward ? j : columns - 1 - j});
    return order;
}

} // namespace oracle
