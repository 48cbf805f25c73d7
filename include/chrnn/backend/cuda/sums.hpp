/// Sums on a CUDA device, by CUB; each in an order that follows from the sizes and the kind of device.
#pragma once

#include <chrnn/backend/cuda/launch.hpp>
#include <chrnn/backend/cuda/memory.hpp>
#include <chrnn/tensor/expression.hpp>
#include <chrnn/tensor/matrix.hpp>

#if defined(__CUDACC__)

#include <cub/block/block_reduce.cuh>
#include <cub/device/device_reduce.cuh>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>

namespace chrnn::CHRNN_ABI::detail {

/// to[i * columns + j] += the sum of column j of matrix i. Blocks of 32 columns and 8 rows, `across` for each matrix.
template <class T>
__global__ void sum_columns(unsigned across, T* to, matrices<T const> from) {
    __shared__ T parts[8][33];
    index_t const matrix = blockIdx.x / across, column = index_t{blockIdx.x % across} * 32 + threadIdx.x;
    T const* const numbers = from.data + matrix * from.batch_stride + column;
    T sum = 0;
    if (column < from.columns)
        for (index_t row = threadIdx.y; row < from.rows; row += 8) sum += numbers[row * from.stride];
    parts[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y > 0 || column >= from.columns) return;
    for (int part = 1; part < 8; ++part) sum += parts[part][threadIdx.x];
    to[matrix * from.columns + column] += sum;
}

/// to[row] += the sum of a row over all of `count` matrices. A block a row.
template <class T>
__global__ void __launch_bounds__(threads_per_block) sum_rows(index_t count, T* to, matrices<T const> from) {
    index_t const row = blockIdx.x;
    T sum = 0;
    for (index_t i = 0; i < count; ++i)
        for (index_t j = threadIdx.x; j < from.columns; j += threads_per_block)
            sum += from.data[i * from.batch_stride + row * from.stride + j];
    using block = cub::BlockReduce<T, threads_per_block>;
    __shared__ typename block::TempStorage room;
    T const whole = block(room).Sum(sum); // in thread 0
    if (threadIdx.x == 0) to[row] += whole;
}

/// Entry i of a flat expression, in row-major order, as a term of its total.
template <class E>
struct term_of {
    E e;
    __host__ __device__ double operator()(index_t i) const {
        return static_cast<double>(e.template flat_at<scalar_of<E>>(i));
    }
};

/// Totals of expressions, in memory of its own.
class totals {
  public:
    explicit totals(shared_stream stream) : stream_(std::move(stream)) {}

    /// *to = the sum of all entries of a flat expression.
    template <class E>
    void add_up(E const& e, double* to) {
        auto const terms = thrust::make_transform_iterator(thrust::counting_iterator<index_t>(0), term_of<E>{e});
        auto held = static_cast<std::size_t>(room_.size());
        on_device const here(stream_->device());
        check(cub::DeviceReduce::Sum(room_.data(), held, terms, to, size(e), *stream_), "add up");
    }

  private:
    static constexpr index_t bytes = index_t{1} << 20; ///< a double for each block that any device runs at a time

    shared_stream stream_;
    device_storage<std::byte> room_{bytes, "sums", device_memory(stream_)};
};

} // namespace chrnn::CHRNN_ABI::detail

#endif
