/// The rows and columns of regions at one scale.
#pragma once

#include <chrnn/base/sentence.hpp>

namespace chrnn::CHRNN_ABI {

/// R x S regions; a single number stands for a square.
struct grid {
    index_t rows = 1;
    index_t columns = 1;

    constexpr grid() = default;
    constexpr grid(index_t side) : rows(side), columns(side) {}
    constexpr grid(index_t r, index_t s) : rows(r), columns(s) {}

    constexpr index_t regions() const { return rows * columns; }
    constexpr bool single() const { return rows == 1 && columns == 1; }
    constexpr bool operator==(grid const&) const = default;

    /// "6" for a square, "4x6" otherwise: the side in the names of parameters.
    constexpr auto text() const {
        fixed_string<16> all;
        all.append(rows);
        if (rows != columns) all.append("x").append(columns);
        return all;
    }
};

} // namespace chrnn::CHRNN_ABI
