/// Memory of the host.
#pragma once

#include <chrnn/backend/storage.hpp>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace chrnn::CHRNN_ABI::detail {

struct host_memory {
    static void* take(std::size_t bytes, std::string_view purpose) {
        void* const memory = ::operator new(bytes, std::align_val_t(alignment), std::nothrow);
        if (!memory) fail<shortage>("out of memory: ", bytes, " bytes were asked for by ", purpose);
        wish_for_large_pages(memory, bytes);
        return std::memset(memory, 0, bytes);
    }
    static void give_back(void* memory) { ::operator delete(memory, std::align_val_t(alignment)); }

  private:
    /// So that rows of a matrix that are far apart share a page. Harmless where it is refused.
    static void wish_for_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
        constexpr std::uintptr_t page = 4096, large = 4 << 20;
        auto const begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
        auto const end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
        if (bytes >= large) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
    }
};

/// The same, where large blocks take no place until they are written to, page by page: for numbers that come from
/// memory which they replace.
struct untouched_host_memory {
    static void* take(std::size_t bytes, std::string_view purpose) {
        void* const whole = std::calloc(bytes + sizeof whole + alignment, 1); // knows what the system has cleared
        if (!whole) fail<shortage>("out of memory: ", bytes, " bytes were asked for by ", purpose);
        auto const least = reinterpret_cast<std::uintptr_t>(whole) + sizeof whole;
        auto* const memory = reinterpret_cast<void**>((least + alignment - 1) / alignment * alignment);
        memory[-1] = whole;
        return memory;
    }
    static void give_back(void* memory) {
        if (memory) std::free(static_cast<void**>(memory)[-1]);
    }
};

template <class T>
using host_storage = storage<T, host_memory>;

} // namespace chrnn::CHRNN_ABI::detail
