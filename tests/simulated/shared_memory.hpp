/// The shared memory of the simulated device's blocks: what the library declares as `extern __shared__`.
#pragma once

#include "memory.hpp"

#include <chrnn/base/abi.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// That of the block that runs: `extern __shared__` is `extern thread_local` here, and this is what it names.
inline thread_local std::max_align_t shared_room[16 * 1024];

} // namespace chrnn::CHRNN_ABI::detail

namespace simulated {

/// A block's shared memory while others of its cluster run. It begins as NaNs, and so do the bytes behind it, which
/// have to stay as they are.
class shared_memory {
  public:
    static constexpr std::size_t most = 227 * 1024, ///< a block can have when it is asked for
        usual = 48 * 1024;                          ///< and when it is not

    explicit shared_memory(std::size_t bytes) : bytes_(bytes), kept_(bytes == 0 ? 0 : bytes + guard, nan) {}

    void come() const { std::memcpy(room(), kept_.data(), kept_.size()); }
    void go() {
        std::memcpy(kept_.data(), room(), kept_.size());
        for (std::size_t i = bytes_; i < kept_.size(); ++i)
            if (kept_[i] != nan) broken("a block writes behind the shared memory that its launch asked for");
    }

  private:
    static constexpr std::size_t guard = 4096;
    static constexpr unsigned char nan = 0xff;
    static void* room() { return chrnn::detail::shared_room; }
    static_assert(most + guard <= sizeof chrnn::detail::shared_room);

    std::size_t bytes_;
    std::vector<unsigned char> kept_;
};

} // namespace simulated
