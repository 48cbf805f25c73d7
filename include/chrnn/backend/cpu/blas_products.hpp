/// A backend on the host whose products are those of a BLAS.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>

#include <cblas.h>

// What libraries with threads of their own are told; null in others.
extern "C" {
__attribute__((weak)) void openblas_set_num_threads(int);
__attribute__((weak)) void MKL_Set_Num_Threads(int);
}

namespace chrnn::CHRNN_ABI {

/// `Base` with a BLAS (OpenBLAS, BLIS, MKL, ...) for products of float and double. These are cut into the same blocks
/// for any number of threads, and each block is one call, which runs on the thread that makes it: where the library
/// would start threads of its own, it is told not to, in the whole program.
template <class Base>
class blas_products : public Base {
  public:
    static constexpr std::string_view name = "cpu, products by BLAS";

    /// `threads` in all; 0 means one per processor.
    explicit blas_products(index_t threads = 0) : Base(threads) {
        if (openblas_set_num_threads) openblas_set_num_threads(1);
        if (MKL_Set_Num_Threads) MKL_Set_Num_Threads(1);
    }

    /// c = a b, or with `Add` c += a b, for each of `count` products; a and b are read as `A` and `B` say.
    template <reading A, reading B, bool Add, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                  std::type_identity_t<matrices<T const>> b) {
        index_t const depth = A == reading::plain ? a.columns : a.rows;
        detail::divide_products(
            this->workers, std::span(this->scratches), count, c, most_rows, most_columns,
            [&](detail::product_block const& block, detail::gemm_scratch&) {
                multiply_block<A, B>(block.rows, block.columns, depth,
                                     a.data + block.number * a.batch_stride + detail::at<A>(a, block.row, 0), a.stride,
                                     b.data + block.number * b.batch_stride + detail::at<B>(b, 0, block.column),
                                     b.stride, T(Add), detail::begin_of(c, block), c.stride);
            });
    }
    /// The factors as they are: a BLAS lays out its own.
    template <reading B, class T>
    packed_rhs<B, T> pack_rhs(index_t /*count*/, matrices<T const> b, T* /*scratch*/) {
        return {b};
    }
    template <reading A, bool Add, reading B, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a, packed_rhs<B, T> b) {
        multiply<A, B, Add>(count, c, a, b.plain);
    }

  private:
    static constexpr index_t most_rows = 512, most_columns = 512; ///< of a block

    /// c = a b + c_share c.
    template <reading A, reading B, class T>
    static void multiply_block(index_t rows, index_t columns, index_t depth, T const* a, index_t a_stride, T const* b,
                               index_t b_stride, T c_share, T* c, index_t c_stride) {
        auto const order = [](reading r) { return r == reading::plain ? CblasNoTrans : CblasTrans; };
        auto const number = [](index_t n) { return static_cast<int>(n); };
        auto const step = [](index_t stride) { return static_cast<int>(std::max<index_t>(1, stride)); };
        if constexpr (std::is_same_v<T, float>)
            cblas_sgemm(CblasRowMajor, order(A), order(B), number(rows), number(columns), number(depth), 1, a,
                        step(a_stride), b, step(b_stride), c_share, c, step(c_stride));
        else
            cblas_dgemm(CblasRowMajor, order(A), order(B), number(rows), number(columns), number(depth), 1, a,
                        step(a_stride), b, step(b_stride), c_share, c, step(c_stride));
    }
};

} // namespace chrnn::CHRNN_ABI
