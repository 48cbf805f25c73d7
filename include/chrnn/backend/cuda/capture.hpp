/// A capture: what was put on a stream once, as a CUDA graph that can be run again with one call.
#pragma once

#include <chrnn/backend/cuda/stream.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Begins empty.
class cuda_capture {
  public:
    cuda_capture() = default;
    cuda_capture(cuda_capture const&) = delete;
    ~cuda_capture() {
        if (!graph_) return;
        (void)cudaStreamSynchronize(*stream_); // it may still be running
        (void)cudaGraphExecDestroy(graph_);
    }

    /// Does what `act` asks for: the first time directly, so that all is loaded, the second time while capturing it,
    /// and from then on by running the capture. What `act` hands to kernels must be the same every time.
    template <class Backend, class Act>
    void run(Backend& on, Act const& act) {
        if (!on.captures()) return act();
        if (!ran_before_) {
            act();
            ran_before_ = true; // and nothing that it needs failed to load
            return;
        }
        if (!graph_) record(on.stream(), act);
        on_device const here(stream_->device());
        check(cudaGraphLaunch(graph_, *stream_), "run a captured step");
    }

  private:
    /// Records what `act` puts on `stream`, which is not run. `act` must neither wait nor allocate, nor make handles of
    /// libraries.
    template <class Act>
    void record(shared_stream const& stream, Act const& act) {
        std::lock_guard const no_other(capture_mutex);
        on_device const here(stream->device());
        stream_ = stream;
        cudaGraph_t recorded = nullptr;
        check(cudaStreamBeginCapture(*stream, cudaStreamCaptureModeThreadLocal), "capture a step");
        try {
            act();
        } catch (...) {
            (void)cudaStreamEndCapture(*stream, &recorded);
            if (recorded) (void)cudaGraphDestroy(recorded);
            throw;
        }
        check(cudaStreamEndCapture(*stream, &recorded), "capture a step");
        cudaGraphExec_t runnable = nullptr;
        cudaError_t const result = cudaGraphInstantiate(&runnable, recorded, 0);
        (void)cudaGraphDestroy(recorded);
        check(result, "prepare a captured step");
        graph_ = runnable;
    }

    cudaGraphExec_t graph_ = nullptr;
    shared_stream stream_;
    bool ran_before_ = false;
};

} // namespace chrnn::CHRNN_ABI::detail
