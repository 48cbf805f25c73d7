/// Memory of a CUDA device.
#pragma once

#include <chrnn/backend/cuda/check.hpp>
#include <chrnn/backend/storage.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// That of the current device.
struct device_memory {
    /// Throws an error that says, too, how much was free.
    static void* take(std::size_t bytes, std::string_view purpose) {
        void* memory = nullptr;
        cudaError_t const result = cudaMalloc(&memory, bytes);
        if (result == cudaErrorMemoryAllocation) {
            (void)cudaGetLastError();
            std::size_t free = 0, total = 0;
            check(cudaMemGetInfo(&free, &total), "say how much memory is free");
            fail("out of memory on the CUDA device: ", bytes, " bytes were asked for by ", purpose, ", and ", free,
                 " of ", total, " are free");
        }
        check(result, "give memory");
        check(cudaMemset(memory, 0, bytes), "clear memory");
        check(cudaStreamSynchronize(nullptr), "clear memory"); // other streams do not wait for it
        return memory;
    }
    /// Waits for all work, which may still use it.
    static void give_back(void* memory) {
        if (memory) (void)cudaDeviceSynchronize();
        (void)cudaFree(memory);
    }
};

template <class T>
using device_storage = storage<T, device_memory>;

} // namespace chrnn::CHRNN_ABI::detail
