/// Sums on the host, in an order that depends on the sizes alone.
#pragma once

#include <chrnn/backend/cpu/pack.hpp>
#include <chrnn/backend/cpu/team.hpp>
#include <chrnn/tensor/expression.hpp>
#include <chrnn/tensor/matrix.hpp>

#include <algorithm>
#include <array>

namespace chrnn::CHRNN_ABI::detail {

/// to[j] += the sum of column j, for each of `count` matrices; `to` holds `columns` numbers for each.
template <class T>
void add_column_sums(team& workers, index_t count, T* to, matrices<T const> const& from) {
    constexpr index_t block = 64;
    index_t const blocks = (from.columns + block - 1) / block;
    workers.run(count * blocks, [&](index_t task, index_t) {
        index_t const i = task / blocks, first = task % blocks * block, n = std::min(block, from.columns - first);
        T* const sums = to + i * from.columns + first;
        for (index_t row = 0; row < from.rows; ++row) {
            T const* const numbers = from.data + i * from.batch_stride + row * from.stride + first;
            for (index_t j = 0; j < n; ++j) sums[j] += numbers[j];
        }
    });
}

/// to[i] += the sum of row i over all of `count` matrices, one after another.
template <class T>
void add_row_sums(team& workers, index_t count, T* to, matrices<T const> const& from) {
    workers.run(from.rows, [&](index_t row, index_t) {
        T sum = 0;
        for (index_t i = 0; i < count; ++i) {
            T const* const numbers = from.data + i * from.batch_stride + row * from.stride;
            pack<T> sums = simd_traits<pack<T>>::fill(0);
            index_t const whole = from.columns - from.columns % pack<T>::width;
            for (index_t j = 0; j < whole; j += pack<T>::width) sums = sums + simd_traits<pack<T>>::load(numbers + j);
            for (index_t j = whole; j < from.columns; ++j) sum += numbers[j];
            sum += Eigen::internal::predux(sums.v);
        }
        to[row] += sum;
    });
}

/// The sum of all entries of a flat expression, in double.
template <expression E>
double total(team& workers, E const& e) {
    static_assert(E::flat, "chrnn: total takes an expression that can be read in row-major order");
    constexpr index_t parts = 64;
    std::array<double, parts> sums{};
    index_t const n = size(e), part = (n + parts - 1) / parts;
    workers.run(parts, [&](index_t task, index_t) {
        constexpr index_t several = 16; // sums that do not wait for each other
        double sum[several]{};
        auto const add = [&](index_t i, index_t j) {
            sum[j] += static_cast<double>(e.template flat_at<scalar_of<E>>(i + j));
        };
        index_t i = task * part;
        index_t const end = std::min(n, i + part);
        for (; i + several <= end; i += several)
            for (index_t j = 0; j < several; ++j) add(i, j);
        for (index_t j = 0; i + j < end; ++j) add(i, j);
        double& all = sums[static_cast<std::size_t>(task)];
        for (double one : sum) all += one;
    });
    double all = 0;
    for (double sum : sums) all += sum;
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
