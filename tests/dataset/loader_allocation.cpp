#include "dataset/sample_images.hpp"

#include <chrnn/data/loader.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <new>

namespace {
std::atomic<int> allocations = 0;
}

// All of this program's `new` for usual alignments; the array forms call these.
[[gnu::noinline]] void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    ++allocations;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (void* const memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace chrnn;

TEST_CASE("a loader allocates nothing once its cache is filled") {
    random_images const data(23);
    for (int workers : {0, 1, 3})
        for (crop_policy crops : {crop_policy::random_of_ten, crop_policy::ten}) {
            loader images(data, mean_of(data, 3),
                          {.rows = 4, .columns = 5, .batch = 4, .crops = crops, .shuffled = true, .workers = workers});
            auto const run = [&](index_t epoch) {
                images.start(epoch);
                while (images.next()) {
                }
            };
            run(0);
            int const before = allocations;
            for (index_t epoch = 1; epoch < 4; ++epoch) run(epoch);
            int const after = allocations;
            CHECK(after == before);
            CHECK(before > 0);
        }
}
