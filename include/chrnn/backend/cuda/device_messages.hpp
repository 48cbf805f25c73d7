/// Device messages: what processes with a CUDA device each send from its memory to that of others.
#pragma once

#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/process/process_group.hpp>

#include <span>

namespace chrnn::CHRNN_ABI::detail {

/// A process group may be one, too. All processes ask for the same, in the same order.
class device_messages {
  public:
    virtual ~device_messages() = default;

    /// Puts messages on a stream, none of which is empty. They travel together, behind all work so far, and what is put
    /// behind them finds them arrived. None is received where another is sent from.
    virtual void put(std::span<outgoing const> sent, std::span<incoming const> received, device_stream const& on) = 0;
    /// Puts a sum on a stream, in any order: of the numbers of all processes, which take their places.
    virtual void put_sum(std::span<float> numbers, device_stream const& on) = 0;
    virtual void put_sum(std::span<double> numbers, device_stream const& on) = 0;

    /// Returns when all work on the stream is done. Throws when other processes do not do their part: a `departure`
    /// when one has left.
    virtual void wait(device_stream const& on) = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
