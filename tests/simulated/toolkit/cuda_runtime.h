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
#define __shared__ static // blocks run one after another

inline void __syncthreads() { simulated::block::running().wait_for_block(); }

struct cudaLaunchConfig_t {
    dim3 gridDim, blockDim;
    std::size_t dynamicSmemBytes;
    cudaStream_t stream;
    void* attrs;
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

/// Puts a kernel, as what every thread of it does, on a stream.
inline cudaError_t launch(cudaLaunchConfig_t const& how, std::function<void()> thread) {
    dim3 const blocks = how.gridDim, threads = how.blockDim;
    auto const none = [](dim3 one) { return one.x == 0 || one.y == 0 || one.z == 0; };
    if (none(blocks) || none(threads) || blocks.x >> 31 || blocks.y > 65535 || blocks.z > 65535 ||
        threads.x * threads.y * threads.z > 1024)
        return cudaErrorInvalidConfiguration;
    auto& one = machine::only();
    if (one.of(how.stream).device != machine::current()) return cudaErrorInvalidResourceHandle;
    if (!one.has_code) return cudaErrorNoKernelImageForDevice;
    ++one.asked.launches;
    one.put(how.stream,
            {[blocks, threads, each = std::move(thread)] { run_blocks(blocks, threads, each); }, nullptr, 0});
    return cudaSuccess;
}

} // namespace simulated

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(cudaLaunchConfig_t const* how, void (*kernel)(Parameters...), Arguments&&... arguments) {
    simulated::turn const mine;
    (simulated::hold_no_address_of_the_host<Parameters>(arguments), ...);
    return simulated::launch(*how,
                             [kernel, given = std::tuple<Parameters...>(arguments...)] { std::apply(kernel, given); });
}
