/// The memory of the simulated devices.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

namespace simulated {

/// Ends the program with a sentence: it did what a CUDA program must not do.
[[noreturn]] inline void broken(char const* sentence) {
    std::fprintf(stderr, "simulated device: %s\n", sentence);
    std::abort();
}

/// Allocations that can be touched only while their device computes, each of which, rounded up to 64 bytes, ends where
/// its last page ends. Whoever touches one from the host or another device, before it is there, after it was given back
/// or behind its end, ends the program (SIGSEGV).
class memory {
  public:
    static constexpr std::size_t total = std::size_t{64} << 30;

    std::size_t free() const { return total - used_; }

    /// Memory of a device that will be there once `arrive` is called; null if there is not that much.
    void* take(std::size_t bytes, int device) {
        if (bytes > free()) return nullptr;
        std::size_t const size = up(bytes, page);
        void* const pages = mmap(nullptr, size + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (pages == MAP_FAILED) return nullptr;
        used_ += size;
        auto* const first = static_cast<std::byte*>(pages) + size - up(bytes, alignment);
        all_[first] = {static_cast<std::byte*>(pages), size, bytes, device, false};
        return first;
    }
    /// From now on, while its device computes, it can be touched; it holds no particular numbers.
    void arrive(void* first) {
        allocation& one = all_.at(static_cast<std::byte*>(first));
        one.there = true;
        open(one.device);
        std::memset(first, 0xff, std::min(one.bytes, std::size_t{1} << 16)); // NaNs, if nobody clears the first 64 KB
        close();
    }
    void give_back(void* first) {
        auto const found = all_.find(static_cast<std::byte*>(first));
        if (found == all_.end()) broken("memory is given back that was not taken");
        allocation const& one = found->second;
        protect(one, PROT_NONE);
        madvise(one.pages, one.size, MADV_DONTNEED); // its addresses are never given again
        used_ -= one.size;
        all_.erase(found);
    }
    /// Whether the bytes at `address` are all in one allocation.
    bool holds(void const* address, std::size_t bytes) const {
        auto const* const one = static_cast<std::byte const*>(address);
        auto const after = all_.upper_bound(const_cast<std::byte*>(one));
        if (after == all_.begin()) return false;
        allocation const& it = std::prev(after)->second;
        return one + bytes <= it.pages + it.size;
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

    /// From here on memory of a device can be touched, and of no other, until `close`.
    void open(int device) {
        opened_.push_back(device);
        protect();
    }
    void close() {
        opened_.pop_back();
        protect();
    }

  private:
    static constexpr std::size_t page = 4096, alignment = 64;
    static constexpr std::size_t up(std::size_t n, std::size_t step) { return (n + step - 1) / step * step; }
    struct allocation {
        std::byte* pages;
        std::size_t size, bytes; ///< of the pages, and of what was asked for
        int device;
        bool there;
    };
    static void protect(allocation const& one, int allowed) {
        if (mprotect(one.pages, one.size, allowed) != 0) broken("memory cannot be protected");
    }
    void protect() {
        for (auto const& [first, one] : all_)
            protect(one,
                    one.there && !opened_.empty() && one.device == opened_.back() ? PROT_READ | PROT_WRITE : PROT_NONE);
    }

    std::map<std::byte*, allocation> all_; ///< by first byte
    std::size_t used_ = 0;
    std::vector<int> opened_; ///< devices that compute, the last for those before it
};

} // namespace simulated
