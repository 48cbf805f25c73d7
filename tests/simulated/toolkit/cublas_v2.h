/// Stands in for the header of cuBLAS of this name: what of it the library calls, on the simulated device.
#pragma once

#include "cuda_runtime_api.h"

#include <cmath>

enum cublasStatus_t { CUBLAS_STATUS_SUCCESS = 0, CUBLAS_STATUS_INVALID_VALUE = 7, CUBLAS_STATUS_EXECUTION_FAILED = 13 };
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
enum cudaDataType_t { CUDA_R_32F = 0, CUDA_R_64F = 1 };
enum cublasComputeType_t {
    CUBLAS_COMPUTE_32F = 68,
    CUBLAS_COMPUTE_64F = 70,
    CUBLAS_COMPUTE_32F_FAST_16BF = 75,
    CUBLAS_COMPUTE_32F_FAST_TF32 = 77
};
enum cublasGemmAlgo_t { CUBLAS_GEMM_DEFAULT = -1 };

struct simulated_cublas {
    int device = simulated::machine::current();
    cudaStream_t stream = nullptr;
};
using cublasHandle_t = simulated_cublas*;

inline char const* cublasGetStatusString(cublasStatus_t status) {
    return status == CUBLAS_STATUS_SUCCESS ? "CUBLAS_STATUS_SUCCESS" : "CUBLAS_STATUS_INVALID_VALUE";
}
inline cublasStatus_t cublasCreate(cublasHandle_t* handle) {
    simulated::turn const mine;
    if (simulated::machine::only().spoils_all_recordings()) return CUBLAS_STATUS_EXECUTION_FAILED;
    ++simulated::machine::only().asked.creations;
    *handle = new simulated_cublas;
    return CUBLAS_STATUS_SUCCESS;
}
/// Waits for the whole device, as cuBLAS does.
inline cublasStatus_t cublasDestroy(cublasHandle_t handle) {
    if (cudaDeviceSynchronize() != cudaSuccess) return CUBLAS_STATUS_EXECUTION_FAILED;
    delete handle;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
    handle->stream = stream;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetWorkspace(cublasHandle_t, void* memory, std::size_t bytes) {
    simulated::turn const mine;
    return simulated::machine::only().memory.holds(memory, bytes) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_INVALID_VALUE;
}

namespace simulated {

/// A factor with as many binary digits as the arithmetic keeps, to the nearest or the even one.
inline double rounded(double number, cublasComputeType_t) { return number; }
inline float rounded(float number, cublasComputeType_t compute) {
    if (compute == CUBLAS_COMPUTE_32F || !std::isfinite(number)) return number;
    int exponent = 0;
    int const digits = compute == CUBLAS_COMPUTE_32F_FAST_16BF ? 8 : 11;
    float const fraction = std::frexp(number, &exponent);
    return std::ldexp(std::nearbyint(std::ldexp(fraction, digits)), exponent - digits);
}

/// C = alpha op(A) op(B) + beta C, column-major, for each of `count` matrices; C is not read where beta is 0.
template <class T>
cublasStatus_t multiply(cublasHandle_t handle, cublasComputeType_t compute, cublasOperation_t a_as,
                        cublasOperation_t b_as, int m, int n, int k, T const* alpha, T const* a, int a_leading,
                        long long a_step, T const* b, int b_leading, long long b_step, T const* beta, T* c,
                        int c_leading, long long c_step, int count) {
    bool const a_plain = a_as == CUBLAS_OP_N, b_plain = b_as == CUBLAS_OP_N;
    if (m < 0 || n < 0 || k < 0 || count < 0 || c_leading < m || a_leading < (a_plain ? m : k) ||
        b_leading < (b_plain ? k : n) || (count > 1 && c_step == 0))
        return CUBLAS_STATUS_INVALID_VALUE;
    turn const mine;
    if (handle->device != machine::current()) return CUBLAS_STATUS_EXECUTION_FAILED;
    ++machine::only().asked.products;
    auto const act = [=, alpha = *alpha, beta = *beta] {
        for (long long i = 0; i < count; ++i)
            for (long long column = 0; column < n; ++column)
                for (long long row = 0; row < m; ++row) {
                    T sum = 0;
                    for (long long l = 0; l < k; ++l)
                        sum += rounded(a[i * a_step + (a_plain ? l * a_leading + row : row * a_leading + l)], compute) *
                               rounded(b[i * b_step + (b_plain ? column * b_leading + l : l * b_leading + column)],
                                       compute);
                    T& to = c[i * c_step + column * c_leading + row];
                    to = alpha * sum + (beta == T(0) ? T(0) : beta * to);
                }
    };
    machine::only().put(handle->stream, {act, nullptr, 0});
    return CUBLAS_STATUS_SUCCESS;
}

} // namespace simulated

inline cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t a_as, cublasOperation_t b_as,
                                                 int m, int n, int k, void const* alpha, void const* a,
                                                 cudaDataType_t a_type, int a_leading, long long a_step, void const* b,
                                                 cudaDataType_t b_type, int b_leading, long long b_step,
                                                 void const* beta, void* c, cudaDataType_t c_type, int c_leading,
                                                 long long c_step, int count, cublasComputeType_t compute,
                                                 cublasGemmAlgo_t) {
    bool const doubles = compute == CUBLAS_COMPUTE_64F;
    auto const type = doubles ? CUDA_R_64F : CUDA_R_32F;
    if (a_type != type || b_type != type || c_type != type) return CUBLAS_STATUS_INVALID_VALUE;
    auto const of = [&]<class T>(T) {
        return simulated::multiply(handle, compute, a_as, b_as, m, n, k, static_cast<T const*>(alpha),
                                   static_cast<T const*>(a), a_leading, a_step, static_cast<T const*>(b), b_leading,
                                   b_step, static_cast<T const*>(beta), static_cast<T*>(c), c_leading, c_step, count);
    };
    return doubles ? of(double()) : of(float());
}
