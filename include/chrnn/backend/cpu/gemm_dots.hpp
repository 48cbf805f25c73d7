/// Products with few rows: sums along the rows of both factors, which are read where they lie.
#pragma once

#include <chrnn/backend/cpu/gemm_tile.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A tile of sums along the depth, each in a register of its own.
struct dots_tile {
    static constexpr index_t rows = 6;
    static constexpr index_t columns = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 4 : 2;
    static constexpr index_t most_rows = 12; ///< with more it pays to lay the right factor out for gemm_tile
};

/// c = a b^T, or c += a b^T if `add`, for `Rows` x `Columns` numbers of c; rows are as far apart as the strides say.
template <index_t Rows, index_t Columns, class T>
void multiply_dots_tile(index_t depth, T const* a, index_t a_stride, T const* b, index_t b_stride, T* c,
                        index_t c_stride, bool add) {
    using simd = simd_traits<pack<T>>;
    constexpr std::make_integer_sequence<index_t, Rows * Columns> sums;
    constexpr std::make_integer_sequence<index_t, Columns> columns;
    pack<T> sum[Rows * Columns], right[Columns];
    each_of(sums, [&](auto i) { sum[i] = simd::fill(0); });
    index_t const whole = depth - depth % pack<T>::width;
    for (index_t k = 0; k < whole; k += pack<T>::width) {
        each_of(columns, [&](auto j) { right[j] = simd::load(b + j * b_stride + k); });
        each_of(sums, [&](auto i) {
            sum[i] = multiply_add(simd::load(a + i / Columns * a_stride + k), right[i % Columns], sum[i]);
        });
    }
    T totals[Rows * Columns];
    each_of(sums, [&](auto i) { totals[i] = Eigen::internal::predux(sum[i].v); });
    for (index_t r = 0; r < Rows; ++r)
        for (index_t j = 0; j < Columns; ++j) {
            T all = totals[r * Columns + j];
            for (index_t k = whole; k < depth; ++k) all += a[r * a_stride + k] * b[j * b_stride + k];
            T& to = c[r * c_stride + j];
            to = add ? to + all : all;
        }
}

/// multiply_dots_tile for a number of rows known at run time, from 1 to dots_tile::rows.
template <index_t Columns, class T>
auto dots_tile_of(index_t rows) {
    using function = void (*)(index_t, T const*, index_t, T const*, index_t, T*, index_t, bool);
    static constexpr auto all = []<index_t... R>(std::integer_sequence<index_t, R...>) {
        return std::array<function, sizeof...(R)>{multiply_dots_tile<R + 1, Columns, T>...};
    }
    (std::make_integer_sequence<index_t, dots_tile::rows>{});
    return all[static_cast<std::size_t>(rows - 1)];
}

/// c = a b^T, or c += a b^T if `add`: c is rows x columns, a rows x depth, b columns x depth. The rows of b are read
/// once, a few at a time.
template <class T>
void multiply_dots(index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride, T const* b,
                   index_t b_stride, T* c, index_t c_stride, bool add) {
    index_t const groups = (rows + dots_tile::rows - 1) / dots_tile::rows;
    auto const multiply = [&](auto width, index_t column) {
        for (index_t group = 0; group < groups; ++group) {
            index_t const row = rows * group / groups, end = rows * (group + 1) / groups;
            dots_tile_of<width(), T>(end - row)(depth, a + row * a_stride, a_stride, b + column * b_stride, b_stride,
                                                c + row * c_stride + column, c_stride, add);
        }
    };
    index_t const whole = columns - columns % dots_tile::columns;
    for (index_t column = 0; column < whole; column += dots_tile::columns)
        multiply(std::integral_constant<index_t, dots_tile::columns>{}, column);
    for (index_t column = whole; column < columns; ++column) multiply(std::integral_constant<index_t, 1>{}, column);
}

} // namespace chrnn::CHRNN_ABI::detail
