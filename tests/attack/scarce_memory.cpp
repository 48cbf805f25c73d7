// The program's `new`, which can be told to refuse.
#include "attack/scarce_memory.hpp"

#include <cstdlib>

namespace {

/// The number of this allocation among those that are counted.
long number_of_allocation() noexcept {
    if (memory_scarcity.of == whose::anybody) return memory_scarcity.made++;
    static constinit thread_local unsigned since = 0; // which `scarce_memory`
    static constinit thread_local long made = 0;
    if (since != memory_scarcity.number) made = 0;
    since = memory_scarcity.number;
    return made++;
}
bool refused() noexcept {
    if (!memory_scarcity.there) return false;
    whose const of = memory_scarcity.of;
    if (of != whose::anybody && (of == whose::own) != scarce_on_this_thread) return false;
    long const number = number_of_allocation(), granted = memory_scarcity.granted;
    bool const refuses = number == granted || (number > granted && memory_scarcity.how == lack::for_good);
    if (refuses) memory_scarcity.met = true;
    return refuses;
}
void* take(std::size_t size, std::size_t alignment) noexcept {
    if (refused()) return nullptr;
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
