/// The stage: pinned memory that numbers pass through on their way to a CUDA device.
#pragma once

#include <chrnn/backend/cuda/check.hpp>

namespace chrnn {

/// Grows to the largest upload. It is filled again only when the last upload has left it.
class upload_stage {
  public:
    upload_stage() { check(cudaEventCreateWithFlags(&sent_, cudaEventDisableTiming), "create an event"); }
    upload_stage(upload_stage const&) = delete;
    ~upload_stage() {
        (void)cudaEventSynchronize(sent_);
        (void)cudaEventDestroy(sent_);
        (void)cudaFreeHost(memory_);
    }

    /// Room for `n` numbers.
    template <class T>
    T* room(index_t n) {
        auto const bytes = static_cast<std::size_t>(n) * sizeof(T);
        check(cudaEventSynchronize(sent_), "copy to the device");
        if (bytes > size_) {
            check(cudaFreeHost(memory_), "free pinned memory");
            memory_ = nullptr;
            size_ = 0;
            check(cudaMallocHost(&memory_, bytes), "give pinned memory");
            size_ = bytes;
        }
        return static_cast<T*>(memory_);
    }
    /// Sends what lies in the room to the device, in the stream's order.
    void send(void const* staged, void* to, std::size_t bytes, cudaStream_t stream) {
        check(cudaMemcpyAsync(to, staged, bytes, cudaMemcpyHostToDevice, stream), "copy to the device");
        check(cudaEventRecord(sent_, stream), "record an event");
    }

  private:
    void* memory_ = nullptr;
    std::size_t size_ = 0;
    cudaEvent_t sent_ = nullptr;
};

} // namespace chrnn
