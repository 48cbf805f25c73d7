/// A slot of the stage: one upload on its way to a CUDA device.
#pragma once

#include <chrnn/backend/cuda/memory.hpp>

#include <algorithm>
#include <span>

namespace chrnn::CHRNN_ABI::detail {

/// A batch on its way: in pinned memory of the host, then in memory of the device, then where it is wanted. Grows to
/// the largest that it carries.
class upload_slot {
  public:
    /// The way to the device is that of `copying`.
    explicit upload_slot(shared_stream copying) : copying_(std::move(copying)) {
        on_device const here(copying_->device());
        for (cudaEvent_t* one : {&arrived_, &taken_})
            check(cudaEventCreateWithFlags(one, cudaEventDisableTiming), "create an event");
    }
    upload_slot(upload_slot const&) = delete;
    ~upload_slot() {
        for (cudaEvent_t one : {arrived_, taken_}) (void)cudaEventSynchronize(one);
        for (cudaEvent_t one : {arrived_, taken_}) (void)cudaEventDestroy(one);
        (void)cudaFreeHost(pinned_);
    }

    /// Makes room for `bytes`, if there is less. `copying` waits already for whoever takes what was carried before.
    void hold(std::size_t bytes) {
        if (bytes <= static_cast<std::size_t>(device_.size())) return;
        on_device const here(copying_->device());
        device_ = {};
        check(cudaFreeHost(pinned_), "free pinned memory");
        pinned_ = nullptr;
        check(cudaMallocHost(&pinned_, bytes), "give pinned memory");
        device_ = device_storage<std::byte>(static_cast<index_t>(bytes), "uploads", device_memory(copying_));
    }
    /// Copies `from`, as numbers of type T, to the device, waiting only for what this slot carried before.
    template <class T, class From>
    void fetch(std::span<From const> from) {
        std::size_t const bytes = from.size() * sizeof(T);
        check(cudaEventSynchronize(arrived_), "copy to the device");        // or pinned memory would still be read
        check(cudaStreamWaitEvent(*copying_, taken_), "wait for an event"); // or the device's would
        hold(bytes);
        std::copy(from.begin(), from.end(), static_cast<T*>(pinned_));
        copy(device_.data(), pinned_, bytes, cudaMemcpyHostToDevice, *copying_, arrived_);
    }
    /// Copies the n numbers that were fetched to `to`, behind all work of `computing` so far.
    template <class T>
    void deliver(std::size_t n, T* to, cudaStream_t computing) {
        check(cudaStreamWaitEvent(computing, arrived_), "wait for an event");
        copy(to, device_.data(), n * sizeof(T), cudaMemcpyDeviceToDevice, computing, taken_);
    }

  private:
    shared_stream copying_;
    void* pinned_ = nullptr;
    device_storage<std::byte> device_;
    cudaEvent_t arrived_ = nullptr, taken_ = nullptr; ///< on the device, and where it is wanted

    static void copy(void* to, void const* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream,
                     cudaEvent_t done) {
        check(cudaMemcpyAsync(to, from, bytes, kind, stream), "copy to the device");
        check(cudaEventRecord(done, stream), "record an event");
    }
};

} // namespace chrnn::CHRNN_ABI::detail
