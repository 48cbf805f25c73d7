/// The matrix product on one thread: Eigen's packed kernel with blocks of our choosing in memory of our own, so that
/// nothing is allocated and the order of the sums depends on the sizes alone.
#pragma once

#include <chrnn/backend/cpu/memory.hpp>
#include <chrnn/tensor/matrix.hpp>

#include <chrnn/backend/cpu/eigen_core.hpp>

#include <algorithm>

namespace chrnn {

/// The blocks of a product of `T`: a packed block of the right factor stays in the second cache while rows of the left
/// one, `rows` at a time, are packed and multiplied by it.
template <class T>
struct gemm_block {
    static constexpr index_t depth = 2048 / sizeof(T), columns = 512, rows = 64;
    static_assert(sizeof(T) <= sizeof(double), "chrnn: matrices of float or double are multiplied");
};

/// Room for the packed blocks of one thread.
class gemm_room {
  public:
    template <class T>
    T* right() {
        return reinterpret_cast<T*>(right_.data());
    }
    template <class T>
    T* left() {
        return reinterpret_cast<T*>(left_.data());
    }

  private:
    using block = gemm_block<std::byte>;
    host_storage<std::byte> right_{block::depth * block::columns}, left_{block::depth * block::rows};
};

/// Packs a block of the right factor b (as read: depth x columns).
template <reading B, class T>
void pack_right(T const* b, index_t b_stride, index_t depth, index_t columns, T* packed) {
    // A row-major product is the column-major product of the transposes, so this is Eigen's left-hand side.
    constexpr int order = B == reading::plain ? Eigen::ColMajor : Eigen::RowMajor;
    using traits = Eigen::internal::gebp_traits<T, T>;
    using source = Eigen::internal::const_blas_data_mapper<T, Eigen::Index, order>;
    Eigen::internal::gemm_pack_lhs<T, Eigen::Index, source, traits::mr, traits::LhsProgress,
                                   typename traits::LhsPacket4Packing, order>
        pack;
    pack(packed, source(b, b_stride), depth, columns);
}

/// c += a b for a packed block of b: c is rows x columns, a (as read) rows x depth.
template <reading A, class T>
void add_packed_product(gemm_room& room, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                        T const* packed, T* c, index_t c_stride) {
    constexpr int order = A == reading::plain ? Eigen::ColMajor : Eigen::RowMajor;
    using traits = Eigen::internal::gebp_traits<T, T>;
    using source = Eigen::internal::const_blas_data_mapper<T, Eigen::Index, order>;
    using target = Eigen::internal::blas_data_mapper<T, Eigen::Index, Eigen::ColMajor>;
    Eigen::internal::gemm_pack_rhs<T, Eigen::Index, source, traits::nr, order> pack;
    Eigen::internal::gebp_kernel<T, T, Eigen::Index, target, traits::mr, traits::nr> multiply;
    for (index_t row = 0; row < rows; row += gemm_block<T>::rows) {
        index_t const some = std::min(gemm_block<T>::rows, rows - row);
        pack(room.left<T>(), source(a + (A == reading::plain ? row * a_stride : row), a_stride), depth, some);
        multiply(target(c + row * c_stride, c_stride), packed, room.left<T>(), columns, depth, some, T(1));
    }
}

/// c += a b for row-major matrices: c is rows x columns, a (as read) rows x depth, b (as read) depth x columns; each
/// stride is the distance between two rows in memory.
template <reading A, reading B, class T>
void add_product(gemm_room& room, index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride,
                 T const* b, index_t b_stride, T* c, index_t c_stride) {
    using block = gemm_block<T>;
    for (index_t column = 0; column < columns; column += block::columns)
        for (index_t k = 0; k < depth; k += block::depth) {
            index_t const width = std::min(block::columns, columns - column), deep = std::min(block::depth, depth - k);
            pack_right<B>(b + (B == reading::plain ? k * b_stride + column : column * b_stride + k), b_stride, deep,
                          width, room.right<T>());
            add_packed_product<A>(room, rows, width, deep, a + (A == reading::plain ? k : k * a_stride), a_stride,
                                  room.right<T>(), c + column, c_stride);
        }
}

} // namespace chrnn
