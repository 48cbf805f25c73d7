/// Tensors as Eigen maps, and Eigen matrices as tensors.
#pragma once

#include <chrnn/tensor/view.hpp>

#include <chrnn/backend/cpu/eigen_core.hpp>

namespace chrnn {

/// The memory of a matrix [M, N] as an Eigen map of the same extents; no number is copied.
template <class T, class Shape>
auto as_eigen(view<T, Shape> v) {
    static_assert(Shape::rank == 2, "chrnn: as_eigen takes a matrix");
    using matrix = Eigen::Matrix<std::remove_const_t<T>, Shape::extent(0), Shape::extent(1),
                                 Shape::extent(1) == 1 ? Eigen::ColMajor : Eigen::RowMajor>;
    return Eigen::Map<std::conditional_t<std::is_const_v<T>, matrix const, matrix>>(
        v.data, Shape::dynamic ? v.lead : Shape::extent(0), Shape::extent(1));
}

/// A row-major Eigen matrix of static size as a view; no number is copied.
template <class T, int Rows, int Columns>
auto as_view(Eigen::Matrix<T, Rows, Columns, Eigen::RowMajor>& m) {
    return view<T, extents<Rows, Columns>>(m.data());
}

} // namespace chrnn
