/// A stream: the order in which work is done on a CUDA device.
#pragma once

#include <chrnn/backend/cuda/check.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A stream of the current device. Its end waits for its work.
class device_stream {
  public:
    /// Throws one sentence where there is no device or its driver is too old.
    device_stream() : device_(require_device()) {
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

} // namespace chrnn::CHRNN_ABI::detail
