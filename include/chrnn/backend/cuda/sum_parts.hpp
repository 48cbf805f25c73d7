/// The parts of a sum: how sums of few rows or columns of many numbers are shared among the blocks of a device.
#pragma once

#include <chrnn/base/config.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

// What is cut, and where, follows from the sizes and not from the device, so that every device gives the same bits.

/// A block adds up at least this many numbers, ...
inline constexpr index_t least_of_block = 8192;
/// ... and where there are this many blocks, there are enough: two or three times what an H100 runs at a time.
inline constexpr index_t enough_blocks = 2048;

/// In how many parts to add up what would be `blocks` sums of `numbers` each.
constexpr index_t parts_of_sums(index_t blocks, index_t numbers) {
    return std::max<index_t>(std::min((enough_blocks + blocks - 1) / blocks, numbers / least_of_block), 1);
}

/// `n` things in at most `most` parts of `each`; the last may be shorter.
struct equal_parts {
    index_t each, parts;
    constexpr equal_parts(index_t n, index_t most) : each((n + most - 1) / most), parts((n + each - 1) / each) {}
};

/// How a row of each of `count` matrices is cut: into matrices, and these only if there are fewer than parts.
struct row_parts {
    equal_parts matrices, columns;
    constexpr row_parts(index_t count, index_t rows, index_t columns_of_each)
        : matrices(count, std::min(parts_of_sums(rows, count * columns_of_each), count)),
          columns(columns_of_each,
                  std::max<index_t>(parts_of_sums(rows, count * columns_of_each) / matrices.parts, 1)) {}
};
/// How the rows of `count` matrices are cut whose columns are added up, 32 of them by a block.
struct column_parts {
    index_t across; ///< blocks for a matrix
    equal_parts rows;
    constexpr column_parts(index_t count, index_t all_rows, index_t columns)
        : across((columns + 31) / 32), rows(all_rows, parts_of_sums(count * across, 32 * all_rows)) {}
};

/// Numbers that the sums of parts take at the most: 32 for each of less than twice as many blocks as are enough.
inline constexpr index_t most_sums_of_parts = 2 * enough_blocks * 32;

} // namespace chrnn::CHRNN_ABI::detail
