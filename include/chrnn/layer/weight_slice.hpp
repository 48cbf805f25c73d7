/// A slice of weights: some columns of a factor, kept in the shared memory of a block and multiplied by a few rows at a
/// time.
#pragma once

#include <chrnn/base/config.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// Columns of a factor of depth `Depth`, each without gaps, so that threads read four numbers at a time; the rows to be
/// multiplied by them; and the sums. A thread adds up a part of the depth for one column and all rows: each weight is
/// then read once. Which numbers are added in which order follows from the sizes alone.
template <class T, index_t Depth>
class weight_slice {
  public:
    static constexpr int rows = 8; ///< at a time

    /// Bytes of shared memory for that many columns, in a block of that many threads.
    static constexpr index_t bytes(index_t columns, index_t threads) {
        return (columns + rows) * stride * static_cast<index_t>(sizeof(four)) +
               rows * std::max(columns, threads) * static_cast<index_t>(sizeof(T));
    }

    /// In the shared memory of the block; `weight(column, k)` is a number of the factor.
    template <class Block, class Weight>
    CHRNN_INLINE weight_slice(Block const& block, int columns, Weight const& weight)
        : columns_(columns), parts_(columns > 0 && columns < Block::threads ? Block::threads / columns : 1),
          weights_(static_cast<four*>(block.shared())), rows_(weights_ + columns * stride),
          sums_(reinterpret_cast<T*>(rows_ + rows * stride)) {
        block.each(columns * padded, [&](int i) {
            int const column = i / padded, k = i % padded;
            number(weights_ + column * stride, k) = k < depth ? weight(column, k) : T(0);
        });
    }

    /// Multiplies `count` rows, at most `rows` of them; `row(r)` is where row r begins. Begins and ends with all
    /// threads of the block waiting for each other.
    template <class Block, class Row>
    CHRNN_INLINE void multiply(Block const& block, int count, Row const& row) const {
        block.each(count * padded, [&](int i) {
            int const r = i / padded, k = i % padded;
            number(rows_ + r * stride, k) = k < depth ? row(r)[k] : T(0);
        });
        block.sync_block();
        block.each(columns_ * parts_, [&](int i) { add_up(i); });
        block.sync_block();
    }
    /// The product of row r and a column.
    CHRNN_INLINE T product(int r, int column) const {
        T const* const parts = sums_ + r * columns_ * parts_ + column;
        T sum = parts[0];
        for (int part = 1; part < parts_; ++part) sum += parts[part * columns_];
        return sum;
    }

  private:
    struct alignas(16) four {
        T of[4];
    };
    static constexpr int depth = static_cast<int>(Depth), fours = (depth + 3) / 4, padded = 4 * fours;
    static constexpr int stride = fours | 1; ///< an odd number, so that eight threads read from different banks

    CHRNN_INLINE static T& number(four* from, int k) { return from[k / 4].of[k % 4]; }

    /// Sum number i of every row: of column i % columns over part i / columns of the depth. (Rows that are not there
    /// are multiplied, too, by whatever lies there, and nobody asks for their sums.)
    CHRNN_INLINE void add_up(int i) const {
        int const each = (fours + parts_ - 1) / parts_, begin = i / columns_ * each,
                  end = begin + each < fours ? begin + each : fours;
        four const* const weights = weights_ + i % columns_ * stride;
        T sum[rows] = {};
        for (int k = begin; k < end; ++k) {
            four const weight = weights[k];
            for (int r = 0; r < rows; ++r) {
                four const x = rows_[r * stride + k];
                for (int j = 0; j < 4; ++j) sum[r] += x.of[j] * weight.of[j];
            }
        }
        for (int r = 0; r < rows; ++r) sums_[r * columns_ * parts_ + i] = sum[r];
    }

    int columns_, parts_;
    four *weights_, *rows_;
    T* sums_;
};

} // namespace chrnn::CHRNN_ABI::detail
