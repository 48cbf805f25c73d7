/// The memory that stb_image takes: zeroed, and no more than the image at hand is allowed.
#pragma once

#include <chrnn/base/config.hpp>

#include <cstdlib>
#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

/// While one is there, what stb_image takes on this thread counts against it. Zeroed memory keeps a damaged file from
/// showing what lay there before.
class stb_memory {
  public:
    explicit stb_memory(index_t most) : left_(most) { current() = this; }
    ~stb_memory() { current() = nullptr; }
    stb_memory(stb_memory const&) = delete;
    stb_memory& operator=(stb_memory const&) = delete;

    bool exceeded() const { return exceeded_; } ///< more was wanted than is allowed
    bool lacked() const { return lacked_; }     ///< there was no memory

    static void* take(std::size_t size) { return resize(nullptr, 0, size); }
    static void* resize(void* old, std::size_t old_size, std::size_t size) {
        stb_memory* const own = current();
        index_t const more = size > old_size ? static_cast<index_t>(size - old_size) : 0;
        if (own && (more > own->left_ || more < 0)) return own->exceeded_ = true, nullptr;
        void* const memory = old ? std::realloc(old, size) : std::calloc(1, size);
        if (!memory) {
            if (own) own->lacked_ = true;
            return nullptr;
        }
        if (old && more > 0) std::memset(static_cast<char*>(memory) + old_size, 0, size - old_size);
        if (own) own->left_ -= more;
        return memory;
    }

  private:
    static stb_memory*& current() {
        thread_local stb_memory* one = nullptr;
        return one;
    }

    index_t left_;
    bool exceeded_ = false, lacked_ = false;
};

} // namespace chrnn::CHRNN_ABI::detail
