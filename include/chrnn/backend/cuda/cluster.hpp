/// The clusters of a CUDA device: blocks that run at the same time, wait for each other, and have a part of the shared
/// memory each. Devices of compute capability 9.0 and above have them.
#pragma once

#include <chrnn/backend/cuda/launch.hpp>

#include <map>

#if defined(__CUDACC__)

#include <cooperative_groups.h>

namespace chrnn::CHRNN_ABI::detail {

extern __shared__ std::max_align_t shared_room[]; ///< of a block, as much as its launch asks for

// Code for older devices has kernels of this kind, too, but there is nothing in them: `clusters` runs none of those.
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900

/// The cluster that a thread is in, as kernels of `in_clusters` see it.
struct block_cluster {
    static constexpr int threads = threads_per_block; ///< of a block

    /// How many clusters compute, and which of them this is.
    __device__ int count() const { return static_cast<int>(gridDim.x) / blocks(); }
    __device__ int number() const { return static_cast<int>(blockIdx.x) / blocks(); }
    /// How many blocks it has, and which of them this is.
    __device__ int blocks() const { return static_cast<int>(cooperative_groups::this_cluster().num_blocks()); }
    __device__ int rank() const { return static_cast<int>(cooperative_groups::this_cluster().block_rank()); }
    /// The memory that the block's threads share.
    __device__ void* shared() const { return shared_room; }

    /// Calls `act(i)` for every i below `n`, each in one thread of the block, the same thread for the same i.
    template <class Act>
    __device__ void each(int n, Act const& act) const {
        for (int i = static_cast<int>(threadIdx.x); i < n; i += threads) act(i);
    }
    /// From here on every thread of the block sees what the others have written before.
    __device__ void sync_block() const { __syncthreads(); }
    /// From here on every thread of the cluster does, in the device's memory, too.
    __device__ void sync() const { cooperative_groups::this_cluster().sync(); }
};

#endif

template <class Kernel>
__global__ void __launch_bounds__(threads_per_block) run_in_clusters([[maybe_unused]] Kernel kernel) {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
    kernel(block_cluster{});
#endif
}

/// Runs kernels in clusters on one stream, where its device has them.
class clusters {
  public:
    explicit clusters(shared_stream stream) : stream_(std::move(stream)) {}

    /// What the verb `in_clusters` does.
    template <class Kernel>
    bool run(Kernel const& kernel) {
        shape const how = shape_of<Kernel>();
        auto const number = how.at_once > 0 ? static_cast<unsigned>(kernel.clusters(how.at_once)) : 0u;
        if (number == 0) return false;
        launching const so(*stream_, number, how);
        launch_blocks(*stream_, so.how, run_in_clusters<Kernel>, kernel);
        return true;
    }

  private:
    /// How a kernel runs.
    struct shape {
        unsigned blocks = 1;      ///< of a cluster
        index_t shared_bytes = 0; ///< of a block
        index_t at_once = 0;      ///< clusters that the device runs at a time; none if it runs none
    };
    /// A launch of clusters in CUDA's words.
    struct launching {
        cudaLaunchAttribute size{};
        cudaLaunchConfig_t how{};

        launching(cudaStream_t stream, unsigned clusters, shape const& of) {
            size.id = cudaLaunchAttributeClusterDimension;
            size.val.clusterDim.x = of.blocks, size.val.clusterDim.y = size.val.clusterDim.z = 1;
            how.gridDim = clusters * of.blocks;
            how.blockDim = threads_per_block;
            how.dynamicSmemBytes = static_cast<std::size_t>(of.shared_bytes);
            how.stream = stream;
            how.attrs = &size, how.numAttrs = 1;
        }
        launching(launching const&) = delete;
    };

    /// Found out when a kernel is asked for the first time, which is never in a capture: before a pass is captured it
    /// runs.
    template <class Kernel>
    shape shape_of() {
        auto const kernel = reinterpret_cast<void const*>(run_in_clusters<Kernel>);
        auto known = known_.find(kernel);
        if (known == known_.end()) known = known_.emplace(kernel, find_shape<Kernel>()).first;
        return known->second;
    }
    /// The most blocks in a cluster that the device has room for.
    template <class Kernel>
    shape find_shape() const {
        on_device const here(stream_->device());
        auto const kernel = run_in_clusters<Kernel>;
        cudaFuncAttributes facts{};
        check(cudaFuncGetAttributes(&facts, kernel), "look at a kernel");
        if (facts.ptxVersion < 90) return {}; // it was compiled for older devices, and does nothing
        int most_bytes = 0;
        check(cudaDeviceGetAttribute(&most_bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, stream_->device()),
              "say how much memory a block has");
        for (unsigned blocks = Kernel::most_blocks; blocks > 1; blocks /= 2) {
            shape one{blocks, Kernel::shared_bytes(blocks, threads_per_block), 0};
            if (one.shared_bytes > most_bytes) break; // and fewer blocks need more
            one.at_once = at_once(kernel, one);
            if (one.at_once > 0) return one;
        }
        return {};
    }
    template <class Kernel>
    index_t at_once(void (*kernel)(Kernel), shape const& one) const {
        launching const so(*stream_, 1, one);
        int number = 0;
        bool const runs =
            cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 static_cast<int>(one.shared_bytes)) == cudaSuccess &&
            cudaFuncSetAttribute(kernel, cudaFuncAttributeNonPortableClusterSizeAllowed, 1) == cudaSuccess &&
            cudaOccupancyMaxActiveClusters(&number, kernel, &so.how) == cudaSuccess;
        if (runs) return number;
        (void)cudaGetLastError(); // a device that does not know so large a cluster is no error of a later call
        return 0;
    }

    shared_stream stream_;
    std::map<void const*, shape> known_;
};

} // namespace chrnn::CHRNN_ABI::detail

#endif
