/// The memory of the simulated device.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

namespace simulated {

/// Ends the program with a sentence: it did what a CUDA program must not do.
[[noreturn]] inline void broken(char const* sentence) {
    std::fprintf(stderr, "simulated device: %s\n", sentence);
    std::abort();
}

/// Allocations that can be touched only while the device computes, each of which, rounded up to 64 bytes, ends where
/// its last page ends. Whoever touches one from the host, after it was given back or behind its end, ends the program
/// (SIGSEGV).
class memory {
  public:
    static constexpr std::size_t total = std::size_t{64} << 30;

    std::size_t free() const { return total - used_; }

    /// Memory that holds no particular numbers; null if there is not that much.
    void* take(std::size_t bytes) {
        if (bytes > free()) return nullptr;
        std::size_t const size = up(bytes, page);
        void* const pages = mmap(nullptr, size + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (pages == MAP_FAILED) return nullptr;
        used_ += size;
        auto* const first = static_cast<std::byte*>(pages) + size - up(bytes, alignment);
        all_[first] = {static_cast<std::byte*>(pages), size};
        open();
        std::memset(first, 0xff, std::min(bytes, std::size_t{1} << 16)); // NaNs, if nobody clears the first 64 KB
        close();
        return first;
    }
    void give_back(void* first) {
        auto const found = all_.find(static_cast<std::byte*>(first));
        if (found == all_.end()) broken("memory is given back that was not taken");
        auto const [pages, size] = found->second;
        madvise(pages, size, MADV_DONTNEED); // its addresses are never given again
        used_ -= size;
        all_.erase(found);
    }
    /// Whether the bytes at `address` are all in one allocation.
    bool holds(void const* address, std::size_t bytes) const {
        auto const* const one = static_cast<std::byte const*>(address);
        auto const after = all_.upper_bound(const_cast<std::byte*>(one));
        if (after == all_.begin()) return false;
        auto const [pages, size] = std::prev(after)->second;
        return one + bytes <= pages + size;
    }

    /// Sets all bytes; zeros without touching whole pages.
    static void fill(void* to, int value, std::size_t bytes) {
        auto const first = reinterpret_cast<std::uintptr_t>(to), last = first + bytes;
        std::uintptr_t const begin = up(first, page), end = last / page * page;
        if (value != 0 || begin >= end) {
            std::memset(to, value, bytes);
            return;
        }
        std::memset(to, 0, begin - first);
        madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
        std::memset(reinterpret_cast<void*>(end), 0, last - end);
    }

    /// From here on memory can be touched, until as many calls of `close`.
    void open() {
        if (opened_++ == 0) protect(PROT_READ | PROT_WRITE);
    }
    void close() {
        if (--opened_ == 0) protect(PROT_NONE);
    }

  private:
    static constexpr std::size_t page = 4096, alignment = 64;
    static constexpr std::size_t up(std::size_t n, std::size_t step) { return (n + step - 1) / step * step; }
    void protect(int allowed) {
        for (auto const& [first, one] : all_)
            if (mprotect(one.first, one.second, allowed) != 0) broken("memory cannot be protected");
    }

    std::map<std::byte*, std::pair<std::byte*, std::size_t>> all_; ///< first byte: pages and their size
    std::size_t used_ = 0;
    int opened_ = 0;
};

} // namespace simulated
