/// Tensors as Eigen maps, and Eigen matrices as tensors.
#pragma once

#include <chrnn/tensor/view.hpp>

#include <chrnn/backend/cpu/eigen_core.hpp>

namespace chrnn::CHRNN_ABI {

/// The memory of a matrix [M, N] as an Eigen map of the same extents; no number is copied.
template <class T, class Shape>
auto as_eigen(view<T, Shape> v) {
    static_assert(Shape::rank == 2, "chrnn: as_eigen takes a matrix");
    using matrix = Eigen::Matrix<std::remove_const_t<T>, Shape::extent(0), Shape::extent(1),
                                 Shape::extent(1) == 1 ? Eigen::ColMajor : Eigen::RowMajor>;
    return Eigen::Map<std::conditional_t<std::is_const_v<T>, matrix const, matrix>>(
        v.data, Shape::is_dynamic ? v.lead : Shape::extent(0), Shape::extent(1));
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <class T, int Rows, class Matrix>
auto matrix_view(Matrix& m) {
    static_assert(Matrix::IsRowMajor || Matrix::IsVectorAtCompileTime, "chrnn: as_view takes a row-major matrix");
    static_assert(Matrix::ColsAtCompileTime != Eigen::Dynamic,
                  "chrnn: as_view takes a matrix whose columns are static");
    if constexpr (Rows == Eigen::Dynamic)
        return view<T, extents<dynamic, Matrix::ColsAtCompileTime>>(m.data(), m.rows());
    else
        return view<T, extents<Rows, Matrix::ColsAtCompileTime>>(m.data());
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// An Eigen matrix or vector as a view [M, N]; no number is copied. The number of rows may be one of run time.
template <class T, int Rows, int Columns, int Options>
auto as_view(Eigen::Matrix<T, Rows, Columns, Options>& m) {
    return detail::matrix_view<T, Rows>(m);
}
template <class T, int Rows, int Columns, int Options>
auto as_view(Eigen::Matrix<T, Rows, Columns, Options> const& m) {
    return detail::matrix_view<T const, Rows>(m);
}

} // namespace chrnn::CHRNN_ABI
