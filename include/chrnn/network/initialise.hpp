/// The initial values of parameters.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/base/random.hpp>
#include <chrnn/layer/parameter.hpp>
#include <chrnn/network/placed_parameter.hpp>
#include <chrnn/tensor/noise.hpp>

#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Makes the rows of a square matrix orthonormal (Gram and Schmidt, each row twice for accuracy).
inline void orthonormalise(double* matrix, index_t n) {
    for (index_t i = 0; i < n; ++i) {
        double* const row = matrix + i * n;
        for (int again = 0; again < 2; ++again)
            for (index_t j = 0; j < i; ++j) {
                double const* const other = matrix + j * n;
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
template <class Host, class T>
void initialise(Host& host, parameter const& p, T* values, random_stream random) {
    auto const draw = [random](index_t i) { return distribution::normal{}(random, static_cast<std::uint64_t>(i)); };
    auto const row = [&](index_t i) { return values + p.offset + i * p.stride; };
    if (p.start == initial::normal) {
        double const deviation = p.gain / std::sqrt(static_cast<double>(p.columns));
        host.parallel_for(p.rows, p.columns * 16, [&](index_t i) {
            for (index_t k = 0; k < p.columns; ++k)
                row(i)[k] = static_cast<T>(deviation * draw(i * p.columns + k) + (k == i ? p.diagonal : 0));
        });
    } else if (p.start == initial::orthogonal) {
        index_t const n = p.columns;
        std::vector<double> matrices(static_cast<std::size_t>(p.rows * n)); // tasks on threads allocate nothing
        host.parallel_for(p.rows / n, n * n * n, [&](index_t block) {       // one square block for every gate
            double* const matrix = matrices.data() + block * n * n;
            for (index_t i = 0; i < n * n; ++i) matrix[i] = draw(block * n * n + i);
            orthonormalise(matrix, n);
            for (index_t i = 0; i < n * n; ++i) row(block * n + i / n)[i % n] = static_cast<T>(p.gain * matrix[i]);
        });
    } else {
        for (index_t i = 0; i < p.rows; ++i) std::fill_n(row(i), p.columns, static_cast<T>(p.gain));
    }
}
/// Gives all parameters of a network theirs, in an arena that begins at `values`.
template <class Host, class T>
void initialise(Host& host, std::vector<placed_parameter> const& placed, T* values, std::uint64_t seed) {
    for (auto const& [name, declared, begin] : placed)
        initialise(host, declared, values + begin, random_stream{random_key(seed, "initial values", name)});
}

} // namespace chrnn::CHRNN_ABI::detail
