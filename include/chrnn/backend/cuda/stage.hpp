/// The stage: where numbers pass through on their way to a CUDA device.
#pragma once

#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/backend/cuda/upload_slot.hpp>

#include <deque>

namespace chrnn::CHRNN_ABI::detail {

/// Uploads on a stream of their own: while the device computes one batch, the next is on its way. Few numbers, such as
/// labels and rates, have slots of their own, so that images keep both of theirs; very many, such as all weights, go in
/// pieces, so that slots stay small.
class upload_stage {
  public:
    /// To the device of that number.
    explicit upload_stage(int device) {
        auto const copying = std::make_shared<device_stream>(device);
        for (int i = 0; i < 4; ++i) few_.emplace_back(copying).hold(few_bytes);
        for (int i = 0; i < 2; ++i) many_.emplace_back(copying);
    }

    /// Behind all work of `computing` so far; `from` may change when it returns.
    template <class From, class T>
    void send(std::span<From const> from, T* to, cudaStream_t computing) {
        if (from.size() <= few_bytes / sizeof(T)) return pass(few_[few_turn_++ % few_.size()], from, to, computing);
        for (std::size_t begin = 0; begin < from.size(); begin += most_bytes / sizeof(T)) {
            auto const piece = from.subspan(begin, std::min(most_bytes / sizeof(T), from.size() - begin));
            pass(many_[many_turn_++ % many_.size()], piece, to + begin, computing);
        }
    }

    /// Says in which slot numbers travel, and that nothing else has travelled there since; none for 0.
    struct ticket {
        std::size_t turn = 0;
    };
    /// Sends `from`, as numbers of type T, on its way before it is known where it goes. It must not change before it is
    /// delivered. Few numbers, and more than a slot takes, are sent only then.
    template <class T, class From>
    ticket prefetch(std::span<From const> from) {
        if (from.size() <= few_bytes / sizeof(T) || from.size() > most_bytes / sizeof(T)) return {};
        many_[many_turn_ % many_.size()].template fetch<T>(from);
        return {++many_turn_};
    }
    /// Brings there what `t` stands for: from its slot, or from the host if that has carried something else since.
    template <class From, class T>
    void deliver(ticket t, std::span<From const> from, T* to, cudaStream_t computing) {
        if (t.turn == 0 || many_turn_ - t.turn >= many_.size()) return send(from, to, computing);
        many_[(t.turn - 1) % many_.size()].deliver(from.size(), to, computing);
    }

  private:
    static constexpr std::size_t few_bytes = 1 << 14;
    static constexpr std::size_t most_bytes = 160 << 20; ///< more than 256 images of 3 x 224 x 224 floats

    template <class From, class T>
    void pass(upload_slot& slot, std::span<From const> from, T* to, cudaStream_t computing) {
        slot.fetch<T>(from);
        slot.deliver(from.size(), to, computing);
    }

    std::deque<upload_slot> few_, many_;       ///< which are used in turn
    std::size_t few_turn_ = 0, many_turn_ = 0; ///< uploads so far
};

} // namespace chrnn::CHRNN_ABI::detail
