/// Matrices with run-time extents, one or a row of several, as the verb `multiply` takes them.
#pragma once

#include <chrnn/base/config.hpp>

#include <type_traits>

namespace chrnn {

/// Whether a matrix is read as it lies in memory (row-major) or transposed.
enum class reading { plain, transposed };

/// A row-major matrix in memory, or several of one size `step` numbers apart; step 0 repeats the same one.
template <class T>
struct matrices {
    T* data;
    index_t rows, columns;
    index_t stride;   ///< numbers from one row to the next
    index_t step = 0; ///< numbers from one matrix to the next

    /// The same to read only.
    template <class Other>
    requires std::is_same_v<Other, matrices<std::add_const_t<T>>>
    constexpr operator Other() const { return {data, rows, columns, stride, step}; }
};

/// `rows` x `columns` numbers without gaps; several follow each other.
template <class T>
constexpr matrices<T> dense_matrices(T* data, index_t rows, index_t columns) {
    return {data, rows, columns, columns, rows * columns};
}

} // namespace chrnn
