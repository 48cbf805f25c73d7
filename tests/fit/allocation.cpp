#include "fit/small_scenes.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

using namespace chrnn;

namespace {

std::atomic<index_t> allocations = 0;

// Not inlined, or the compiler takes them for another pair than new and delete.
[[gnu::noinline]] void release(void* memory) { std::free(memory); }
[[gnu::noinline]] void* allocate(std::size_t size, std::size_t alignment) {
    ++allocations;
    size = (size + alignment - 1) / alignment * alignment;
    return std::aligned_alloc(alignment, size == 0 ? alignment : size);
}
void* allocate_or_throw(std::size_t size, std::size_t alignment) {
    if (void* const memory = allocate(size, alignment)) return memory;
    throw std::bad_alloc();
}
constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

} // namespace

// All of this program's `new`; the array forms call these.
void* operator new(std::size_t size) { return allocate_or_throw(size, usual); }
void* operator new(std::size_t size, std::align_val_t to) {
    return allocate_or_throw(size, static_cast<std::size_t>(to));
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return allocate(size, usual); }
void* operator new(std::size_t size, std::align_val_t to, std::nothrow_t const&) noexcept {
    return allocate(size, static_cast<std::size_t>(to));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

TEST_CASE("a step allocates nothing after the first") {
    model<small_scenes> net{batch{16}, seed{1}, threads{3}};
    optimiser learn(net, {.clip = 1, .multipliers = {{"fc3", 2}}});
    std::vector<float> const images(16 * 3 * 28 * 28, 0.5f);
    std::vector<int> const labels(16, 3);
    index_t after_first = 0;
    for (int i = 0; i < 4; ++i) {
        net.forward(std::span(images), std::span(labels));
        net.backward();
        learn.step(0.01);
        net.predict(std::span(images));
        if (i == 0) after_first = allocations;
    }
    CHECK(after_first > 0);
    CHECK(allocations == after_first);
}

TEST_CASE("fitting allocates nothing within an epoch when the images are in memory") {
    for (int workers : {0, 2}) {
        synthetic_scenes const data(70, 32);
        std::vector<index_t> counts;
        counts.reserve(100);
        fit_options options{.epochs = 4, .progress = progress_style::none};
        options.images.workers = workers;
        options.save_every = 1;
        options.save = [&](training_state const&) { counts.push_back(allocations); };
        model<small_scenes> net{batch{16}, seed{1}, threads{2}};
        fit(net, data, {}, options);
        REQUIRE(counts.size() == 20);
        for (std::size_t epoch = 1; epoch < 4; ++epoch)
            for (std::size_t i = 1; i < 4; ++i) CHECK(counts[5 * epoch + i] == counts[5 * epoch]);
    }
}
