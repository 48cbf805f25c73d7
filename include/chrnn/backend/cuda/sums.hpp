/// Sums on a CUDA device. The order of those of rows and columns follows from the sizes; that of totals, which are
/// CUB's, from the kind of device, too.
#pragma once

#include <chrnn/backend/cuda/launch.hpp>
#include <chrnn/backend/cuda/memory.hpp>
#include <chrnn/backend/cuda/sum_parts.hpp>
#include <chrnn/tensor/expression.hpp>
#include <chrnn/tensor/matrix.hpp>

#if defined(__CUDACC__)

#include <bit>

#include <cub/block/block_reduce.cuh>
#include <cub/device/device_reduce.cuh>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>

namespace chrnn::CHRNN_ABI::detail {

/// The sum of column j of matrix i, of which there are `count`, is added to to[i * columns + j]; of several parts, that
/// of part p is written to to[(p * count + i) * columns + j]. Blocks of 32 columns and 8 rows, `across` for each
/// matrix.
template <class T>
__global__ void sum_columns(index_t rows_each, unsigned across, index_t count, T* to, matrices<T const> from) {
    __shared__ T parts[8][33];
    index_t const matrix = blockIdx.x / across, column = index_t{blockIdx.x % across} * 32 + threadIdx.x;
    index_t const first = blockIdx.y * rows_each, end = std::min(first + rows_each, from.rows);
    T const* const numbers = from.data + matrix * from.batch_stride + column;
    T sum = 0;
    if (column < from.columns)
        for (index_t row = first + threadIdx.y; row < end; row += 8) sum += numbers[row * from.stride];
    parts[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y > 0 || column >= from.columns) return;
    for (int part = 1; part < 8; ++part) sum += parts[part][threadIdx.x];
    T& all = to[(blockIdx.y * count + matrix) * from.columns + column];
    all = gridDim.y == 1 ? all + sum : sum;
}

/// The sum of a row over all of `count` matrices is added to to[row]; of several parts, that of part p is written to
/// to[p * rows + row]. A block for each row and part; `wide` of its threads (a power of 2) share the row of a matrix.
template <class T>
__global__ void __launch_bounds__(threads_per_block)
    sum_rows(row_parts parts, unsigned wide, index_t count, T* to, matrices<T const> from) {
    index_t const row = blockIdx.x, together = threads_per_block / wide;
    index_t const first = blockIdx.y * parts.matrices.each, end = std::min(first + parts.matrices.each, count);
    index_t const left = blockIdx.z * parts.columns.each, right = std::min(left + parts.columns.each, from.columns);
    T sum = 0;
    for (index_t i = first + threadIdx.x / wide; i < end; i += together)
        for (index_t j = left + threadIdx.x % wide; j < right; j += wide)
            sum += from.data[i * from.batch_stride + row * from.stride + j];
    using block = cub::BlockReduce<T, threads_per_block>;
    __shared__ typename block::TempStorage room;
    T const whole = block(room).Sum(sum); // in thread 0
    if (threadIdx.x > 0) return;
    T& all = to[index_t{blockIdx.y * gridDim.z + blockIdx.z} * from.rows + row];
    all = gridDim.y * gridDim.z == 1 ? all + whole : whole;
}

/// Entry i of a flat expression, in row-major order, as a term of its total.
template <class E>
struct term_of {
    E e;
    __host__ __device__ double operator()(index_t i) const {
        return static_cast<double>(e.template flat_at<scalar_of<E>>(i));
    }
};

/// The sums of one backend, with memory of its own.
class sums {
  public:
    explicit sums(shared_stream stream) : stream_(std::move(stream)) {}

    /// to[i * columns + j] += the sum of column j of matrix i.
    template <class T>
    void add_columns(index_t count, T* to, matrices<T const> from) {
        if (count * from.rows * from.columns == 0) return; // there is nothing to add
        column_parts const cut(count, from.rows, from.columns);
        in_parts(cut.rows.parts, to, count * from.columns, [&](T* found) {
            dim3 const blocks(number(cut.across * count), number(cut.rows.parts));
            launch_blocks(*stream_, blocks, dim3(32, 8), sum_columns<T>, cut.rows.each, number(cut.across), count,
                          found, from);
        });
    }
    /// to[row] += the sum of a row over all of `count` matrices.
    template <class T>
    void add_rows(index_t count, T* to, matrices<T const> from) {
        if (count * from.rows * from.columns == 0) return;
        row_parts const cut(count, from.rows, from.columns);
        auto const wide = std::bit_ceil(number(std::clamp<index_t>(cut.columns.each, 32, threads_per_block)));
        in_parts(cut.matrices.parts * cut.columns.parts, to, from.rows, [&](T* found) {
            dim3 const blocks(number(from.rows), number(cut.matrices.parts), number(cut.columns.parts));
            launch_blocks(*stream_, blocks, threads_per_block, sum_rows<T>, cut, wide, count, found, from);
        });
    }

    /// *to = the sum of all entries of a flat expression.
    template <class E>
    void add_up(E const& e, double* to) {
        auto const terms = thrust::make_transform_iterator(thrust::counting_iterator<index_t>(0), term_of<E>{e});
        auto held = static_cast<std::size_t>(room_.size());
        on_device const here(stream_->device());
        check(cub::DeviceReduce::Sum(room_.data(), held, terms, to, size(e), *stream_), "add up");
    }

  private:
    /// For CUB it is plenty: a double for each block that a device runs at a time.
    static constexpr index_t bytes = most_sums_of_parts * index_t{sizeof(double)};

    static unsigned number(index_t n) { return static_cast<unsigned>(n); }
    /// Adds what `add(where)` finds for `n` sums to `to`; what it writes for each of several parts, in their order.
    template <class T, class Add>
    void in_parts(index_t parts, T* to, index_t n, Add const& add) {
        if (parts == 1) return add(to);
        T* const all = reinterpret_cast<T*>(room_.data());
        add(all);
        launch_blocks(*stream_, number((n + 31) / 32), dim3(32, 8), sum_columns<T>, parts, number((n + 31) / 32), 1, to,
                      dense_matrices<T const>(all, parts, n));
    }

    shared_stream stream_;
    device_storage<std::byte> room_{bytes, "sums", device_memory(stream_)};
};

} // namespace chrnn::CHRNN_ABI::detail

#endif
