/// Matrices with run-time extents, one or a row of several, as the verb `multiply` takes them.
#pragma once

#include <chrnn/base/config.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI {

/// Whether a matrix is read as it lies in memory (row-major) or transposed.
enum class reading { plain, transposed };

/// A row-major matrix in memory, or several of one size `batch_stride` numbers apart; batch_stride 0 repeats the same
/// one.
template <class T>
struct matrices {
    T* data;
    index_t rows, columns;
    index_t stride;           ///< numbers from one row to the next
    index_t batch_stride = 0; ///< numbers from one matrix to the next

    /// The matrices from number i on.
    [[nodiscard]] constexpr matrices from(index_t i) const {
        return {data + i * batch_stride, rows, columns, stride, batch_stride};
    }

    /// The same to read only.
    template <class Other>
    requires std::is_same_v<Other, matrices<std::add_const_t<T>>>
    constexpr operator Other() const { return {data, rows, columns, stride, batch_stride}; }
};

/// `rows` x `columns` numbers without gaps; several follow each other.
template <class T>
[[nodiscard]] constexpr matrices<T> dense_matrices(T* data, index_t rows, index_t columns) {
    return {data, rows, columns, columns, rows * columns};
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The offset of entry (row, column) of a matrix that is read as `Reading` says.
template <reading Reading, class T>
[[nodiscard]] constexpr index_t at(matrices<T> const& m, index_t row, index_t column) {
    return Reading == reading::plain ? row * m.stride + column : column * m.stride + row;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Right factors that many products share, read as `B` says, and the scratch where a backend may have laid them out for
/// that.
template <reading B, class T>
struct packed_rhs {
    matrices<T const> plain;
    T const* packed = nullptr;

    constexpr index_t depth() const { return B == reading::plain ? plain.rows : plain.columns; }
    constexpr index_t columns() const { return B == reading::plain ? plain.columns : plain.rows; }
    /// Numbers in the scratch for each factor: a backend may fill its columns up to a multiple of 32.
    static constexpr index_t scratch_size(index_t rows, index_t columns) {
        return detail::round_up(rows, 32) * detail::round_up(columns, 32);
    }
    constexpr index_t batch_stride() const { return scratch_size(plain.rows, plain.columns); }
    /// The factors from number i on.
    [[nodiscard]] constexpr packed_rhs from(index_t i) const {
        return {plain.from(i), packed ? packed + i * batch_stride() : nullptr};
    }
};

} // namespace chrnn::CHRNN_ABI
