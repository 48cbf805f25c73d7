/// A stream: the order in which work is done on a CUDA device.
#pragma once

#include <chrnn/backend/cuda/check.hpp>

#include <memory>
#include <mutex>

namespace chrnn::CHRNN_ABI::detail {

/// Makes a device this thread's current one for as long as it lives: what CUDA creates, launches or frees belongs to
/// it.
class on_device {
  public:
    explicit on_device(int number) noexcept : number_(number) {
        (void)cudaGetDevice(&before_);
        if (number_ != before_) (void)cudaSetDevice(number_); // what fails here, the next call says
    }
    on_device(on_device const&) = delete;
    ~on_device() {
        if (number_ != before_) (void)cudaSetDevice(before_);
    }

  private:
    int number_, before_ = 0;
};

/// Held while a stream captures, and while handles of libraries are made and destroyed: these may wait for the whole
/// device, which ends every capture on it in failure.
inline std::mutex capture_mutex;

/// A stream of one device. Its end waits for its work.
class device_stream {
  public:
    /// Of the current device. Throws one sentence where there is none or its driver is too old.
    device_stream() : device_stream(require_device()) {}
    /// Throws one sentence where there is no such device.
    explicit device_stream(int device) : device_(require_device(device)) {
        on_device const here(device_);
        check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "create a stream");
    }
    device_stream(device_stream const&) = delete;
    ~device_stream() {
        (void)cudaStreamSynchronize(stream_);
        (void)cudaStreamDestroy(stream_);
    }
    operator cudaStream_t() const { return stream_; }
    int device() const { return device_; }

  private:
    int device_;
    cudaStream_t stream_ = nullptr;
};

/// Everybody who has memory, handles or captures of a stream keeps it alive.
using shared_stream = std::shared_ptr<device_stream const>;

} // namespace chrnn::CHRNN_ABI::detail
