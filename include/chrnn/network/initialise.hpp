/// The numbers that parameters begin with.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/layer/layer.hpp>
#include <chrnn/tensor/noise.hpp>

#include <vector>

namespace chrnn {

/// Makes the rows of a square matrix orthonormal (Gram and Schmidt, each row twice for accuracy).
inline void orthonormalise(std::vector<double>& matrix, index_t n) {
    for (index_t i = 0; i < n; ++i) {
        double* const row = matrix.data() + i * n;
        for (int again = 0; again < 2; ++again)
            for (index_t j = 0; j < i; ++j) {
                double const* const other = matrix.data() + j * n;
                double along = 0;
                for (index_t k = 0; k < n; ++k) along += row[k] * other[k];
                for (index_t k = 0; k < n; ++k) row[k] -= along * other[k];
            }
        double square = 0;
        for (index_t k = 0; k < n; ++k) square += row[k] * row[k];
        double const scale = 1 / std::sqrt(square);
        for (index_t k = 0; k < n; ++k) row[k] *= scale;
    }
}

/// Gives one parameter of a layer, whose numbers begin at `values`, its first values from `random`.
template <class T>
void initialise(cpu& host, parameter const& p, T* values, random_stream random) {
    auto const draw = [random](index_t i) { return distribution::normal{}(random, static_cast<std::uint64_t>(i)); };
    if (p.start == initial::normal) {
        double const deviation = p.gain / std::sqrt(static_cast<double>(p.columns));
        host.parallel_for(p.rows, p.columns * 16, [&](index_t row) {
            T* const to = values + p.offset + row * p.stride;
            for (index_t k = 0; k < p.columns; ++k)
                to[k] = static_cast<T>(deviation * draw(row * p.columns + k) + (k == row ? p.diagonal : 0));
        });
    } else if (p.start == initial::orthogonal) {
        index_t const n = p.columns;
        host.parallel_for(p.rows / n, n * n * n, [&](index_t block) { // one square block for every gate
            std::vector<double> matrix(static_cast<std::size_t>(n * n));
            for (index_t i = 0; i < n * n; ++i) matrix[static_cast<std::size_t>(i)] = draw(block * n * n + i);
            orthonormalise(matrix, n);
            for (index_t i = 0; i < n * n; ++i)
                values[p.offset + (block * n + i / n) * p.stride + i % n] =
                    static_cast<T>(p.gain * matrix[static_cast<std::size_t>(i)]);
        });
    } else {
        for (index_t row = 0; row < p.rows; ++row) std::fill_n(values + p.offset + row * p.stride, p.columns, T(0));
    }
}

} // namespace chrnn
