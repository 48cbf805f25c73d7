/// The tile of a product: some rows by two registers of columns, added up in registers over a depth.
#pragma once

#include <chrnn/backend/cpu/factors.hpp>

#include <array>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Rows and columns of a tile of `T`. With a register for one number of the left factor and two for the right one's,
/// the tile fills the registers of the processor; each number read of the left factor is used twice, of the right one
/// once for every row.
template <class T>
struct gemm_tile {
    static constexpr index_t rows = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 14 : 6;
    static constexpr index_t columns = 2 * pack<T>::width;
};

/// Has a row of a tile brought to the caches.
template <class T>
void prefetch_tile_row(T const* row) {
    constexpr index_t line = alignment / index_t{sizeof(T)};
    for (index_t j = 0; j < gemm_tile<T>::columns; j += line) __builtin_prefetch(row + j, 1);
}

/// A left factor where it lies: word (r, k) is data[r * row_step + k * depth_step].
template <class T>
struct left_factor {
    T const* data;
    index_t row_step, depth_step;
};

/// Calls `act` with the constants of a sequence: a loop written out.
template <class Act, index_t... I>
CHRNN_INLINE void each_of(std::integer_sequence<index_t, I...>, Act const& act) {
    (act(std::integral_constant<index_t, I>{}), ...);
}

/// c = a b, or c += a b if `add`, for `Rows` rows and the columns of `Panels` panels, which are `panel_step` words
/// apart; rows of b and of c are `b_stride` and `c_stride` apart. The factors are words of `Factors`, the depth counts
/// them.
template <index_t Rows, index_t Panels, class Factors, class T = typename Factors::scalar>
void multiply_tile(index_t depth, left_factor<T> a, T const* b, index_t panel_step, index_t b_stride, T* c,
                   index_t c_stride, bool add) {
    using simd = simd_traits<pack<T>>;
    constexpr index_t width = pack<T>::width;
    // Three rows are read from one pointer: so many addresses fit the processor's other registers.
    constexpr index_t rows_to_pointer = 3, pointers = (Rows + rows_to_pointer - 1) / rows_to_pointer;
    constexpr std::make_integer_sequence<index_t, Rows> rows;
    constexpr std::make_integer_sequence<index_t, pointers> threes;
    constexpr std::make_integer_sequence<index_t, Panels> panels;
    T const* from[pointers];
    pack<T> sum[Rows][2 * Panels];
    each_of(threes, [&](auto i) { from[i] = a.data + i * rows_to_pointer * a.row_step; });
    each_of(rows, [&](auto r) {
        each_of(panels, [&](auto i) {
            prefetch_tile_row(c + r * c_stride + i * gemm_tile<T>::columns);
            sum[r][2 * i] = sum[r][2 * i + 1] = simd::fill(0);
        });
    });
    for (index_t k = 0; k < depth; ++k, b += b_stride) {
        pack<T> right[2 * Panels];
        each_of(panels, [&](auto i) {
            right[2 * i] = simd::load(b + i * panel_step);
            right[2 * i + 1] = simd::load(b + i * panel_step + width);
        });
        each_of(rows, [&](auto r) {
            pack<T> const factor = simd::fill(from[r / rows_to_pointer][r % rows_to_pointer * a.row_step]);
            each_of(panels, [&](auto i) {
                sum[r][2 * i] = Factors::add_products(factor, right[2 * i], sum[r][2 * i]);
                sum[r][2 * i + 1] = Factors::add_products(factor, right[2 * i + 1], sum[r][2 * i + 1]);
            });
        });
        each_of(threes, [&](auto i) { from[i] += a.depth_step; });
    }
    each_of(rows, [&](auto r) {
        for (index_t i = 0; i < 2 * Panels; ++i) {
            T* const to = c + r * c_stride + i * width;
            simd::store(to, add ? simd::load(to) + sum[r][i] : sum[r][i]);
        }
    });
}

/// How many panels a tile of so many rows takes at once: with few rows more, so that there are enough sums for the
/// processor to add to one while it still adds to another.
template <class T>
constexpr index_t panels_at_once(index_t rows) {
    if (EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS < 32) return 1;
    return rows == 1 ? 4 : rows <= 3 ? 2 : 1;
}

/// multiply_tile for a number of rows known at run time, from 1 to gemm_tile<T>::rows: of panels_at_once() panels if
/// `several`, else of one.
template <class Factors>
auto tile_of(index_t rows, bool several) {
    using T = typename Factors::scalar;
    using function = void (*)(index_t, left_factor<T>, T const*, index_t, index_t, T*, index_t, bool);
    static constexpr auto all = []<index_t... R>(std::integer_sequence<index_t, R...>) {
        return std::array<std::array<function, sizeof...(R)>, 2>{
            {{multiply_tile<R + 1, 1, Factors>...}, {multiply_tile<R + 1, panels_at_once<T>(R + 1), Factors>...}}};
    }
    (std::make_integer_sequence<index_t, gemm_tile<T>::rows>{});
    return all[several][static_cast<std::size_t>(rows - 1)];
}

} // namespace chrnn::CHRNN_ABI::detail
