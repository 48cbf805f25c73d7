/// A recording: what was put on a stream once, as a CUDA graph that can be run again with one call.
#pragma once

#include <chrnn/backend/cuda/check.hpp>

#include <utility>

namespace chrnn {

/// Begins empty.
class recording {
  public:
    recording() = default;
    recording(recording&& other) noexcept : graph_(std::exchange(other.graph_, nullptr)) {}
    recording& operator=(recording&&) = delete;
    ~recording() {
        if (graph_) (void)cudaGraphExecDestroy(graph_);
    }

    bool empty() const { return !graph_; }

    /// Records what `act` puts on `stream`, which is not run. `act` must neither wait nor allocate.
    template <class Act>
    void record(cudaStream_t stream, Act const& act) {
        cudaGraph_t recorded = nullptr;
        check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "record a step");
        try {
            act();
        } catch (...) {
            (void)cudaStreamEndCapture(stream, &recorded);
            if (recorded) (void)cudaGraphDestroy(recorded);
            throw;
        }
        check(cudaStreamEndCapture(stream, &recorded), "record a step");
        cudaError_t const result = cudaGraphInstantiate(&graph_, recorded, 0);
        (void)cudaGraphDestroy(recorded);
        check(result, "prepare a recorded step");
    }
    void run(cudaStream_t stream) const { check(cudaGraphLaunch(graph_, stream), "run a recorded step"); }

  private:
    cudaGraphExec_t graph_ = nullptr;
};

} // namespace chrnn
