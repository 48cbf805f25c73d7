/// The groups of a CUDA device: a block of threads each.
#pragma once

#include <chrnn/backend/cuda/launch.hpp>

#if defined(__CUDACC__)

#include <cub/block/block_reduce.cuh>

namespace chrnn::CHRNN_ABI::detail {

/// What `group_of_one` is on the host, for the threads of a block.
struct block_group {
    template <class Act>
    __device__ void each(index_t n, Act const& act) const {
        for (index_t i = threadIdx.x; i < n; i += threads_per_block) act(i);
    }
    template <class T>
    __device__ T sum(T own) const {
        return reduced(own, [](T a, T b) { return a + b; });
    }
    template <class T>
    __device__ T greatest(T own) const {
        return reduced(own, [](T a, T b) { return b > a ? b : a; });
    }

  private:
    template <class T, class Join>
    static __device__ T reduced(T own, Join const& join) {
        using block = cub::BlockReduce<T, threads_per_block>;
        __shared__ typename block::TempStorage room;
        __shared__ T whole;
        T const of_all = block(room).Reduce(own, join); // in thread 0
        if (threadIdx.x == 0) whole = of_all;
        __syncthreads();
        T const everybodys = whole;
        __syncthreads(); // before the next one writes
        return everybodys;
    }
};

template <class Kernel>
__global__ void __launch_bounds__(threads_per_block) run_groups(Kernel kernel) {
    kernel(block_group{}, index_t{blockIdx.x});
}

/// Runs `kernel(group, i)` for every i below `n`, each in a block of its own.
template <class Kernel>
void launch_groups(device_stream const& stream, index_t n, Kernel const& kernel) {
    if (n > 0) launch_blocks(stream, static_cast<unsigned>(n), threads_per_block, run_groups<Kernel>, kernel);
}

} // namespace chrnn::CHRNN_ABI::detail

#endif
