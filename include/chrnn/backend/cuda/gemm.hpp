/// The matrix product on a CUDA device: row-major products as the column-major calls of cuBLAS.
#pragma once

#include <chrnn/backend/cuda/memory.hpp>
#include <chrnn/tensor/matrix.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The arithmetic of products of float matrices.
enum class arithmetic {
    float32, ///< products and sums in float
    tf32,    ///< factors rounded to 10 bits of mantissa, sums in float
    bf16     ///< factors rounded to bfloat16, sums in float; TF32 where cuDNN convolves, which knows no such rounding
};

/// One strided-batched call in cuBLAS's terms: C = op(A) op(B), m x n x k, column-major.
template <class T>
struct gemm_call {
    bool transpose_a, transpose_b;
    index_t m, n, k;
    T const *a, *b;
    T* c;
    index_t a_leading, b_leading, c_leading;
    index_t a_step, b_step, c_step;
    index_t count;
};

/// c = a b as a call: a row-major product is the column-major product of the transposes, in the other order.
template <reading A, reading B, class T>
gemm_call<T> gemm_of(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                     std::type_identity_t<matrices<T const>> b) {
    index_t const depth = A == reading::plain ? a.columns : a.rows;
    return {B == reading::transposed,
            A == reading::transposed,
            c.columns,
            c.rows,
            depth,
            b.data,
            a.data,
            c.data,
            b.stride,
            a.stride,
            c.stride,
            b.batch_stride,
            a.batch_stride,
            c.batch_stride,
            count};
}

/// Runs a call on the handle's stream; with `add` the product is added to C.
template <class T>
void run(cublasHandle_t handle, arithmetic mode, gemm_call<T> const& call, bool add) {
    T const one = 1, kept = add ? 1 : 0;
    cudaDataType_t const type = sizeof(T) == 4 ? CUDA_R_32F : CUDA_R_64F;
    cublasComputeType_t const compute = sizeof(T) == 8             ? CUBLAS_COMPUTE_64F
                                        : mode == arithmetic::tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32
                                        : mode == arithmetic::bf16 ? CUBLAS_COMPUTE_32F_FAST_16BF
                                                                   : CUBLAS_COMPUTE_32F;
    auto const number = [](index_t n) { return static_cast<int>(n); };
    auto const operation = [](bool transposed) { return transposed ? CUBLAS_OP_T : CUBLAS_OP_N; };
    check(cublasGemmStridedBatchedEx(handle, operation(call.transpose_a), operation(call.transpose_b), number(call.m),
                                     number(call.n), number(call.k), &one, call.a, type, number(call.a_leading),
                                     call.a_step, call.b, type, number(call.b_leading), call.b_step, &kept, call.c,
                                     type, number(call.c_leading), call.c_step, number(call.count), compute,
                                     CUBLAS_GEMM_DEFAULT),
          "multiply");
}

/// The products of one backend: cuBLAS on its stream, with memory of its own.
class products {
  public:
    products(arithmetic mode, shared_stream stream)
        : mode_(mode), stream_(std::move(stream)), scratch_(bytes, "products of matrices", device_memory(stream_)) {
        std::lock_guard const no_capture(capture_mutex);
        on_device const here(stream_->device());
        check(cublasCreate(&handle_), "start");
        check(cublasSetStream(handle_, *stream_), "take a stream");
        check(cublasSetWorkspace(handle_, scratch_.data(), static_cast<std::size_t>(bytes)), "take memory");
    }
    products(products const&) = delete;
    ~products() {
        std::lock_guard const no_capture(capture_mutex);
        on_device const here(stream_->device());
        (void)cublasDestroy(handle_);
    }

    /// c = a b, or with `Add` c += a b, for each of `count` products.
    template <reading A, reading B, bool Add, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                  std::type_identity_t<matrices<T const>> b) {
        on_device const here(stream_->device());
        run(handle_, mode_, gemm_of<A, B, T>(count, c, a, b), Add);
    }

  private:
    static constexpr index_t bytes = index_t{32} << 20; ///< what cuBLAS advises for Hopper

    arithmetic mode_;
    shared_stream stream_;
    device_storage<std::byte> scratch_;
    cublasHandle_t handle_ = nullptr;
};

} // namespace chrnn::CHRNN_ABI::detail
