/// Memory of a CUDA device.
#pragma once

#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/backend/storage.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Memory of a stream's device, taken and given back in the order of its work: nobody waits, and a capture elsewhere is
/// not disturbed. Work of other streams that uses it is ordered by events.
class device_memory {
  public:
    device_memory() = default; ///< of no device: there is nothing to be taken
    explicit device_memory(shared_stream stream) : stream_(std::move(stream)) {}

    /// Throws an error that says, too, how much was free.
    void* take(std::size_t bytes, std::string_view purpose) {
        on_device const here(stream_->device());
        void* memory = nullptr;
        cudaError_t const result = cudaMallocAsync(&memory, bytes, *stream_);
        if (result == cudaErrorMemoryAllocation) {
            (void)cudaGetLastError();
            std::size_t free = 0, total = 0;
            check(cudaMemGetInfo(&free, &total), "say how much memory is free");
            fail<shortage>("out of memory on the CUDA device: ", bytes, " bytes were asked for by ", purpose, ", and ",
                           free, " of ", total, " are free");
        }
        check(result, "give memory");
        check(cudaMemsetAsync(memory, 0, bytes, *stream_), "clear memory");
        return memory;
    }
    void give_back(void* memory) {
        if (!memory) return;
        on_device const here(stream_->device());
        (void)cudaFreeAsync(memory, *stream_);
    }

  private:
    shared_stream stream_;
};

template <class T>
using device_storage = storage<T, device_memory>;

} // namespace chrnn::CHRNN_ABI::detail
