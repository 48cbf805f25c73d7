/// The matrix product on one thread: Eigen's packed kernel with blocks of our choosing in memory of our own, so that
/// nothing is allocated and the order of the sums depends on the sizes alone.
#pragma once

#include <chrnn/backend/cpu/memory.hpp>
#include <chrnn/tensor/matrix.hpp>

#include <chrnn/backend/cpu/eigen_core.hpp>

namespace chrnn {

/// Room for the packed blocks of one thread.
class gemm_room {
  public:
    static constexpr index_t depth_block = 256, column_block = 512, row_block = 192;

    gemm_room() : left(bytes(column_block)), right(bytes(row_block)) {}

    template <class T>
    struct blocking : Eigen::internal::level3_blocking<T, T> {
        blocking(gemm_room& room) {
            this->m_blockA = reinterpret_cast<T*>(room.left.data());
            this->m_blockB = reinterpret_cast<T*>(room.right.data());
            this->m_mc = column_block;
            this->m_nc = row_block;
            this->m_kc = depth_block;
        }
    };

  private:
    static index_t bytes(index_t extent) { return depth_block * extent * static_cast<index_t>(sizeof(double)); }
    host_storage<std::byte> left, right;
};

/// c += a b for row-major matrices: c is rows x columns, a (as read) rows x depth, b (as read) depth x columns; each
/// stride is the distance between two rows in memory.
template <reading A, reading B, class T>
void add_product(gemm_room& room, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                 T const* b, index_t b_stride, T* c, index_t c_stride) {
    static_assert(sizeof(T) <= sizeof(double), "chrnn: matrices of float or double are multiplied");
    // A row-major product is the column-major product of the transposes.
    constexpr int order_b = B == reading::plain ? Eigen::ColMajor : Eigen::RowMajor;
    constexpr int order_a = A == reading::plain ? Eigen::ColMajor : Eigen::RowMajor;
    using product = Eigen::internal::general_matrix_matrix_product<Eigen::Index, T, order_b, false, T, order_a, false,
                                                                   Eigen::ColMajor, 1>;
    gemm_room::blocking<T> blocks(room);
    product::run(columns, rows, depth, b, b_stride, a, a_stride, c, 1, c_stride, T(1), blocks, nullptr);
}

} // namespace chrnn
