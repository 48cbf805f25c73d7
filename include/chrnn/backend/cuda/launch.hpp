/// The launch: a kernel object run once for every entry of a table, on a stream.
#pragma once

#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/backend/row_kernel.hpp>

#include <algorithm>
#include <type_traits>

namespace chrnn::CHRNN_ABI::detail {

inline constexpr unsigned threads_per_block = 256;

/// How many threads a block has along rows and columns, and how many blocks cover a table; of columns beyond what
/// blocks can be numbered, each thread takes several.
struct launch_shape {
    static constexpr index_t most_across = 65535;
    dim3 grid, block;

    launch_shape(index_t rows, index_t columns) {
        auto const wide = static_cast<unsigned>(std::min<index_t>(round_up(columns, 32), threads_per_block));
        block = dim3(wide, threads_per_block / wide);
        grid = dim3(static_cast<unsigned>((rows + block.y - 1) / block.y),
                    static_cast<unsigned>(std::min<index_t>((columns + wide - 1) / wide, most_across)));
    }
};

#if defined(__CUDACC__)

/// Puts blocks of a kernel on a stream, as `how` says.
template <class... Parameters>
void launch_blocks(device_stream const& stream, cudaLaunchConfig_t how, void (*kernel)(Parameters...),
                   std::type_identity_t<Parameters> const&... arguments) {
    on_device const here(stream.device());
    how.stream = stream;
    check(cudaLaunchKernelEx(&how, kernel, arguments...), "launch a kernel");
}
/// Puts `blocks` blocks of `threads` threads of a kernel on a stream.
template <class... Parameters>
void launch_blocks(device_stream const& stream, dim3 blocks, dim3 threads, void (*kernel)(Parameters...),
                   std::type_identity_t<Parameters> const&... arguments) {
    cudaLaunchConfig_t how{};
    how.gridDim = blocks;
    how.blockDim = threads;
    launch_blocks(stream, how, kernel, arguments...);
}

template <class Kernel>
__global__ void __launch_bounds__(threads_per_block) run_table(Kernel kernel, index_t rows, index_t columns) {
    index_t const row = index_t{blockIdx.x} * blockDim.y + threadIdx.y;
    if (row >= rows) return;
    for (index_t column = index_t{blockIdx.y} * blockDim.x + threadIdx.x; column < columns;
         column += index_t{gridDim.y} * blockDim.x)
        kernel(row, column);
}

/// Runs `kernel(row, column)` for every row and column, each in a thread of its own.
template <class Kernel>
void launch(device_stream const& stream, index_t rows, index_t columns, Kernel const& kernel) {
    if (rows == 0 || columns == 0) return;
    launch_shape const shape(rows, columns);
    launch_blocks(stream, shape.grid, shape.block, run_table<Kernel>, kernel, rows, columns);
}

#endif

// The kernels of the verbs, as `launch` calls them.

/// A kernel of `parallel_for_simd`, on single numbers.
template <class T, class Kernel>
struct single_number {
    Kernel kernel;
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        row_of_kernel(kernel, row).template operator()<T>(column);
    }
};
/// A kernel of `parallel_for_2d`.
template <class Kernel>
struct single_entry {
    Kernel kernel;
    CHRNN_INLINE void operator()(index_t row, index_t column) const { row_of_kernel(kernel, row)(column); }
};
/// A kernel of `parallel_for`, in rows of `width`.
template <class Kernel>
struct numbered {
    Kernel kernel;
    index_t n;
    static constexpr index_t width = threads_per_block;
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        if (row * width + column < n) kernel(row * width + column);
    }
};
/// A kernel of `parallel_for_planes`.
template <class Kernel>
struct entry_of {
    Kernel kernel;
    CHRNN_INLINE void operator()(index_t plane, index_t entry) const { kernel.entry(plane, entry); }
};
template <class T>
struct filling {
    T* to;
    T value;
    CHRNN_INLINE void operator()(index_t i) const { to[i] = value; }
};
/// Writes entry i, in row-major order, of an expression of the shape of `To`.
template <class To, class E>
struct assignment {
    To to;
    E e;
    CHRNN_INLINE void operator()(index_t i) const {
        using T = typename To::scalar;
        if constexpr (To::flat && E::flat) {
            to.data[i] = e.template flat_at<T>(i);
        } else {
            auto const position = To::shape::position(i);
            *to.address(position) = e.template at<T>(position);
        }
    }
};

} // namespace chrnn::CHRNN_ABI::detail
