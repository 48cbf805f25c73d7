/// Stands in for the header that nvcc includes before every file: the words of device code and the launch of kernels,
/// for a compiler that knows neither.
#pragma once

#include "cuda_runtime_api.h"

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#define __global__
#define __host__
#define __device__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(threads)
#define __shared__ thread_local // blocks run one after another; those of a cluster keep theirs (shared_memory.hpp)

inline void __syncthreads() { simulated::block::running().wait_for_block(); }

enum cudaLaunchAttributeID { cudaLaunchAttributeClusterDimension = 4 };
union cudaLaunchAttributeValue {
    struct {
        unsigned x, y, z;
    } clusterDim;
};
struct cudaLaunchAttribute {
    cudaLaunchAttributeID id;
    cudaLaunchAttributeValue val;
};
struct cudaLaunchConfig_t {
    dim3 gridDim, blockDim;
    std::size_t dynamicSmemBytes;
    cudaStream_t stream;
    cudaLaunchAttribute* attrs;
    unsigned numAttrs;
};

namespace simulated {

/// Whether the compiler can clear what lies between members, which may be the rest of anything.
#if __has_builtin(__builtin_clear_padding)
inline constexpr bool knows_padding = true;
#else
inline constexpr bool knows_padding = false;
#endif

/// Ends the program if bytes of a kernel's argument look like an address that is not the device's.
template <class Argument>
void hold_no_address_of_the_host(Argument argument) {
    static_assert(std::is_trivially_copyable_v<Argument>, "arguments of kernels are copied byte by byte");
    if constexpr (!knows_padding || sizeof argument < sizeof(std::uintptr_t)) return;
#if __has_builtin(__builtin_clear_padding)
    __builtin_clear_padding(&argument);
#endif
    for (std::size_t at = 0; at + sizeof(std::uintptr_t) <= sizeof argument; at += sizeof(std::uintptr_t)) {
        std::uintptr_t word;
        std::memcpy(&word, reinterpret_cast<std::byte const*>(&argument) + at, sizeof word);
        if (word < (std::uintptr_t{1} << 40) || word >> 47) continue;
        if (!machine::only().memory.holds(reinterpret_cast<void const*>(word), 0))
            broken("a kernel is given an address that is not the device's");
    }
}

/// How many blocks a launch puts into a cluster.
inline unsigned together(cudaLaunchConfig_t const& how) {
    return how.numAttrs == 0 ? 1
                             : how.attrs->val.clusterDim.x * how.attrs->val.clusterDim.y * how.attrs->val.clusterDim.z;
}
/// What is wrong with a launch of `kernel`, if anything.
inline cudaError_t mistake_in(cudaLaunchConfig_t const& how, void const* kernel) {
    dim3 const blocks = how.gridDim, threads = how.blockDim;
    auto const none = [](dim3 one) { return one.x == 0 || one.y == 0 || one.z == 0; };
    if (none(blocks) || none(threads) || blocks.x >> 31 || blocks.y > 65535 || blocks.z > 65535 ||
        threads.x * threads.y * threads.z > 1024)
        return cudaErrorInvalidConfiguration;
    auto& one = machine::only();
    function const& asked = one.functions[kernel];
    unsigned const size = together(how);
    if (how.numAttrs > 0 && (one.capability < 90 || size == 0 || size > (asked.large_clusters ? 16 : 8) ||
                             blocks.y * blocks.z > 1 || blocks.x % size != 0))
        return cudaErrorInvalidClusterSize;
    if (how.dynamicSmemBytes > static_cast<std::size_t>(asked.shared_bytes)) return cudaErrorInvalidValue;
    return cudaSuccess;
}

/// Puts a kernel, as what every thread of it does, on a stream.
inline cudaError_t launch(cudaLaunchConfig_t const& how, std::function<void()> thread, void const* kernel = nullptr) {
    if (cudaError_t const wrong = mistake_in(how, kernel); wrong != cudaSuccess) return wrong;
    auto& one = machine::only();
    if (one.of(how.stream).device != machine::current()) return cudaErrorInvalidResourceHandle;
    if (!one.has_code) return cudaErrorNoKernelImageForDevice;
    ++one.asked.launches;
    if (how.numAttrs > 0) ++one.asked.clusters;
    one.put(how.stream,
            {[blocks = how.gridDim, size = together(how), threads = how.blockDim, bytes = how.dynamicSmemBytes,
              each = std::move(thread)] { run_blocks(blocks, size, threads, bytes, each); },
             nullptr, 0});
    return cudaSuccess;
}

} // namespace simulated

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(cudaLaunchConfig_t const* how, void (*kernel)(Parameters...), Arguments&&... arguments) {
    simulated::turn const mine;
    (simulated::hold_no_address_of_the_host<Parameters>(arguments), ...);
    return simulated::launch(
        *how, [kernel, given = std::tuple<Parameters...>(arguments...)] { std::apply(kernel, given); },
        reinterpret_cast<void const*>(kernel));
}

// What there is to know of a kernel, and to ask for it.

struct cudaFuncAttributes {
    std::size_t sharedSizeBytes;
    int ptxVersion;
};
enum cudaFuncAttribute {
    cudaFuncAttributeMaxDynamicSharedMemorySize = 8,
    cudaFuncAttributeNonPortableClusterSizeAllowed = 14
};
template <class... Parameters>
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* facts, void (*)(Parameters...)) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    ++machine.asked.questions;
    *facts = {0, machine.capability};
    return machine.has_code ? cudaSuccess : cudaErrorNoKernelImageForDevice;
}
template <class... Parameters>
cudaError_t cudaFuncSetAttribute(void (*kernel)(Parameters...), cudaFuncAttribute which, int value) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    ++machine.asked.questions;
    simulated::function& asked = machine.functions[reinterpret_cast<void const*>(kernel)];
    if (which == cudaFuncAttributeNonPortableClusterSizeAllowed) {
        asked.large_clusters = value != 0;
        return cudaSuccess;
    }
    if (value < 0 || value > static_cast<int>(simulated::shared_memory::most)) return cudaErrorInvalidValue;
    asked.shared_bytes = value;
    return cudaSuccess;
}
/// On four groups of 16 multiprocessors, in one of which a cluster has to find its place, a block on each.
template <class... Parameters>
cudaError_t cudaOccupancyMaxActiveClusters(int* clusters, void (*kernel)(Parameters...),
                                           cudaLaunchConfig_t const* how) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    ++machine.asked.questions;
    *clusters = 0;
    if (cudaError_t const wrong = simulated::mistake_in(*how, reinterpret_cast<void const*>(kernel));
        wrong != cudaSuccess)
        return wrong;
    *clusters = static_cast<int>(4 * (16 / simulated::together(*how)));
    return cudaSuccess;
}
