// The program's `new`, which can be told to refuse.
#include "attack/scarce_memory.hpp"

#include <cstdlib>

namespace {

void* take(std::size_t size, std::size_t alignment) noexcept {
    if (allocations_granted >= 0) {
        if (allocations_granted.fetch_sub(1) <= 0) {
            allocation_refused = true;
            if (allocations_end) allocations_granted = 0;
            return nullptr;
        }
    }
    if (size == 0) size = 1;
    return alignment <= alignof(std::max_align_t)
               ? std::malloc(size)
               : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}
void* take_or_throw(std::size_t size, std::size_t alignment) {
    if (void* const memory = take(size, alignment)) return memory;
    throw std::bad_alloc();
}

} // namespace

// The array forms call these.
[[gnu::noinline]] void* operator new(std::size_t size) { return take_or_throw(size, 0); }
[[gnu::noinline]] void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return take(size, 0); }
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t to) {
    return take_or_throw(size, static_cast<std::size_t>(to));
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t to, std::nothrow_t const&) noexcept {
    return take(size, static_cast<std::size_t>(to));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
