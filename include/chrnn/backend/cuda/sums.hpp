/// Sums on a CUDA device, each in an order that follows from the sizes alone.
#pragma once

#include <chrnn/backend/cuda/launch.hpp>
#include <chrnn/tensor/expression.hpp>
#include <chrnn/tensor/matrix.hpp>

#if defined(__CUDACC__)

namespace chrnn::CHRNN_ABI::detail {

/// How many blocks at most a total is summed by before they are summed.
inline constexpr unsigned most_parts = 512;

/// The sum of `value` over the `Threads` threads of a block, in thread 0: by pairs within a warp, then of the warps.
template <unsigned Threads, class T>
__device__ T block_sum(T value) {
    constexpr unsigned warps = Threads / 32;
    __shared__ T parts[warps];
    unsigned const lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    for (unsigned apart = 16; apart > 0; apart /= 2) value += __shfl_down_sync(~0u, value, apart);
    if (lane == 0) parts[warp] = value;
    __syncthreads();
    if (warp > 0) return value;
    value = lane < warps ? parts[lane] : T(0);
    for (unsigned apart = 16; apart > 0; apart /= 2) value += __shfl_down_sync(~0u, value, apart);
    return value;
}

/// to[i * columns + j] += the sum of column j of matrix i. Blocks of 32 columns and 8 rows, one for each 32 columns.
template <class T>
__global__ void sum_columns(T* to, matrices<T const> from) {
    __shared__ T parts[8][33];
    index_t const column = index_t{blockIdx.x} * 32 + threadIdx.x;
    T const* const numbers = from.data + blockIdx.y * from.batch_stride + column;
    T sum = 0;
    if (column < from.columns)
        for (index_t row = threadIdx.y; row < from.rows; row += 8) sum += numbers[row * from.stride];
    parts[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y > 0 || column >= from.columns) return;
    for (int part = 1; part < 8; ++part) sum += parts[part][threadIdx.x];
    to[blockIdx.y * from.columns + column] += sum;
}

/// to[row] += the sum of a row over all of `count` matrices. A block a row.
template <class T>
__global__ void __launch_bounds__(threads_per_block) sum_rows(index_t count, T* to, matrices<T const> from) {
    index_t const row = blockIdx.x;
    T sum = 0;
    for (index_t i = 0; i < count; ++i)
        for (index_t j = threadIdx.x; j < from.columns; j += threads_per_block)
            sum += from.data[i * from.batch_stride + row * from.stride + j];
    T const whole = block_sum<threads_per_block>(sum);
    if (threadIdx.x == 0) to[row] += whole;
}

/// parts[b] = the sum of the blocks b, b + how many there are, ... of entries of a flat expression.
template <class E>
__global__ void __launch_bounds__(threads_per_block) sum_parts(E e, index_t n, double* parts) {
    double sum = 0;
    for (index_t i = index_t{blockIdx.x} * threads_per_block + threadIdx.x; i < n;
         i += index_t{gridDim.x} * threads_per_block)
        sum += static_cast<double>(e.template flat_at<scalar_of<E>>(i));
    double const whole = block_sum<threads_per_block>(sum);
    if (threadIdx.x == 0) parts[blockIdx.x] = whole;
}
/// *to = the sum of the parts.
template <class Number>
__global__ void __launch_bounds__(most_parts) sum_of_parts(Number const* parts, unsigned count, Number* to) {
    Number const whole = block_sum<most_parts>(threadIdx.x < count ? parts[threadIdx.x] : Number(0));
    if (threadIdx.x == 0) *to = whole;
}

} // namespace chrnn::CHRNN_ABI::detail

#endif
