/// Row pooling: a row of windows pooled together, several columns at a time.
#pragma once

#include <chrnn/formula/simd_traits.hpp>

#include <algorithm>
#include <limits>

namespace chrnn::CHRNN_ABI::detail {

/// Pools rows of `Width` numbers into one of `OutWidth` by windows `Kernel` wide, of which the last may hang over the
/// edge, and `Stride` apart: for every column the maximum over the rows, then that over the columns from it on; every
/// `Stride`th is kept. Of equal numbers the first in memory wins, of several NaN the last column's last.
template <index_t Width, index_t OutWidth, index_t Kernel, index_t Stride, class V>
class row_pooling {
  public:
    using T = typename simd_traits<V>::scalar;

    /// y and the winners, as offsets from the plane that the rows are `first` and the following of, `rows` in all.
    CHRNN_INLINE static void run(T const* x, index_t first, index_t rows, T* y, T* winner) {
        alignas(alignment) T most[padded + Kernel], row[padded + Kernel], at[padded];
        std::fill_n(most + Width, padded + Kernel - Width, -std::numeric_limits<T>::infinity());
        std::fill_n(row + Width, padded + Kernel - Width, static_cast<T>(rows)); // later than any row
        each_place([&](index_t s) {
            candidate best{read(x + s), number(0)};
            for (index_t r = 1; r < rows; ++r) best.meet_later(read(x + r * Width + s), number(r));
            simd_traits<V>::store(most + s, best.value);
            simd_traits<V>::store(row + s, best.row);
        });
        for (index_t s = 0; s < padded; s += simd_traits<V>::width) {
            candidate best{simd_traits<V>::load(most + s), simd_traits<V>::load(row + s)};
            for (index_t k = 1; k < Kernel; ++k)
                best.meet(simd_traits<V>::load(most + s + k), simd_traits<V>::load(row + s + k), number(k));
            simd_traits<V>::store(most + s, best.value); // read no more
            simd_traits<V>::store(at + s, best.row * number(Width) + best.column);
        }
        for (index_t j = 0; j < OutWidth; ++j) {
            y[j] = most[j * Stride];
            if (winner) winner[j] = at[j * Stride] + static_cast<T>(first * Width + j * Stride);
        }
    }

  private:
    static constexpr index_t padded = round_up(Width, simd_traits<V>::width);

    CHRNN_INLINE static V number(index_t n) { return simd_traits<V>::fill(static_cast<T>(n)); }
    /// Calls `act(s)` for places from which on a V fits into the row, so that they cover it; for 0 where none fits.
    template <class Act>
    CHRNN_INLINE static void each_place(Act const& act) {
        for (index_t s = 0; s + simd_traits<V>::width <= Width; s += simd_traits<V>::width) act(s);
        if constexpr (Width % simd_traits<V>::width != 0) act(std::max<index_t>(0, Width - simd_traits<V>::width));
    }
    CHRNN_INLINE static V read(T const* x) {
        if constexpr (Width >= simd_traits<V>::width) {
            return simd_traits<V>::load(x);
        } else {
            alignas(alignment) T row[simd_traits<V>::width];
            std::fill_n(row + Width, simd_traits<V>::width - Width, -std::numeric_limits<T>::infinity());
            std::copy_n(x, Width, row);
            return simd_traits<V>::load(row);
        }
    }

    /// The best of the numbers so far, in its window the row and the column.
    struct candidate {
        V value, row, column = number(0);

        /// Meets a number of a later row.
        CHRNN_INLINE void meet_later(V a, V a_row) {
            row = if_equal(a, a, if_less(value, a, a_row, row), a_row);
            value = if_equal(a, a, if_less(value, a, a, value), a);
        }
        /// Meets a number of a later column.
        CHRNN_INLINE void meet(V a, V a_row, V a_column) {
            auto const winner = [&](V of_a, V ours) {
                V const of_equal = if_less(a_row, row, of_a, ours);
                return if_equal(a, a, if_less(value, a, of_a, if_equal(value, a, of_equal, ours)), of_a);
            };
            column = winner(a_column, column);
            V const new_row = winner(a_row, row);
            value = winner(a, value);
            row = new_row;
        }
    };
};

} // namespace chrnn::CHRNN_ABI::detail
