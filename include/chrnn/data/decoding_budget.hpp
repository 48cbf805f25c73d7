/// The budget of a decoding: the memory that a decoder takes is zeroed, and no more than the image at hand is allowed.
#pragma once

#include <chrnn/base/config.hpp>

#include <cstdlib>
#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

/// While one is there, what a decoder takes on this thread counts against it. Zeroed memory keeps a damaged file from
/// showing what lay there before. Decoders are C libraries: they cannot be left by an exception, so what went wrong is
/// noted here.
class decoding_budget {
  public:
    explicit decoding_budget(index_t most) : left_(most) { current() = this; }
    ~decoding_budget() { current() = nullptr; }
    decoding_budget(decoding_budget const&) = delete;
    decoding_budget& operator=(decoding_budget const&) = delete;

    index_t left() const { return left_; }      ///< in bytes
    bool exceeded() const { return exceeded_; } ///< more was wanted than is allowed
    bool lacked() const { return lacked_; }     ///< there was no memory
    void exceed() { exceeded_ = true; }
    void lack() { lacked_ = true; }

    static void* take(std::size_t size) { return resize(nullptr, 0, size); }
    static void* resize(void* old, std::size_t old_size, std::size_t size) {
        decoding_budget* const own = current();
        index_t const more = size > old_size ? static_cast<index_t>(size - old_size) : 0;
        if (own && (more > own->left_ || more < 0)) return own->exceed(), nullptr;
        void* const memory = old ? std::realloc(old, size) : std::calloc(1, size);
        if (!memory) {
            if (own) own->lack();
            return nullptr;
        }
        if (old && more > 0) std::memset(static_cast<char*>(memory) + old_size, 0, size - old_size);
        if (own) own->left_ -= more;
        return memory;
    }

  private:
    static decoding_budget*& current() {
        thread_local decoding_budget* one = nullptr;
        return one;
    }

    index_t left_;
    bool exceeded_ = false, lacked_ = false;
};

} // namespace chrnn::CHRNN_ABI::detail
