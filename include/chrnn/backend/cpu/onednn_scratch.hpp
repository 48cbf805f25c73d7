/// The scratch of a thread that runs oneDNN.
#pragma once

#include <chrnn/backend/cpu/memory.hpp>

#include <oneapi/dnnl/dnnl.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What one thread needs to run oneDNN: a stream, and scratch for copies and for what oneDNN notes down.
class onednn_scratch {
  public:
    explicit onednn_scratch(dnnl::engine const& engine) : stream(engine) {}

    dnnl::stream stream;

    /// Makes scratch for `bytes`, if there is less.
    void hold(std::size_t bytes) {
        if (bytes > static_cast<std::size_t>(bytes_.size()))
            bytes_ = host_storage<std::byte>(static_cast<index_t>(bytes), "a convolution by oneDNN");
    }
    /// Forgets what was taken.
    void clear() { used_ = 0; }
    dnnl::memory take(dnnl::memory::desc const& as) {
        std::byte* const data = bytes_.data() + used_;
        used_ += bytes_of(as);
        return at(as, data);
    }
    dnnl::memory at(dnnl::memory::desc const& as, void const* data) const {
        return {as, stream.get_engine(), const_cast<void*>(data)};
    }

    /// What `take` takes.
    static std::size_t bytes_of(dnnl::memory::desc const& as) {
        return (as.get_size() + alignment - 1) / alignment * alignment;
    }

  private:
    host_storage<std::byte> bytes_;
    std::size_t used_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
