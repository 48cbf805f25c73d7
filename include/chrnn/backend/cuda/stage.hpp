/// The stage: where numbers pass through on their way to a CUDA device.
#pragma once

#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/backend/cuda/upload_slot.hpp>

namespace chrnn {

/// Uploads on a stream of their own: while the device computes one batch, the next is on its way. Few numbers, such as
/// labels and rates, have slots of their own, so that images keep both of theirs; very many, such as all weights, go in
/// pieces, so that slots stay small.
class upload_stage {
  public:
    upload_stage() {
        for (upload_slot& slot : few_) slot.hold(few_bytes);
    }

    /// Behind all work of `computing` so far; `from` may change when it returns.
    template <class From, class T>
    void send(std::span<From const> from, T* to, cudaStream_t computing) {
        if (from.size() * sizeof(T) <= few_bytes) return few_[few_turn_++ % 4].send(from, to, copying_, computing);
        for (std::size_t begin = 0; begin < from.size(); begin += most_bytes / sizeof(T)) {
            auto const piece = from.subspan(begin, std::min(most_bytes / sizeof(T), from.size() - begin));
            many_[many_turn_++ % 2].send(piece, to + begin, copying_, computing);
        }
    }

  private:
    static constexpr std::size_t few_bytes = 1 << 14, most_bytes = 64 << 20;
    device_stream copying_;
    upload_slot few_[4], many_[2];
    unsigned few_turn_ = 0, many_turn_ = 0;
};

} // namespace chrnn
