#include "dataset/sample_images.hpp"

#include <chrnn/data/augment/colour_jitter.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/data/augment/rotation.hpp>
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

TEST_CASE("a loader that augments allocates nothing once it has seen the largest crop") {
    random_images const data(23);
    loader images(data, mean_of(data, 3),
                  {.rows = 4,
                   .columns = 5,
                   .batch = 4,
                   .augment = rotation{} | random_resized_crop{} | horizontal_flip{} | colour_jitter{.contrast = 0.4},
                   .workers = 0});
    auto const run = [&](index_t epoch) {
        images.start(epoch);
        while (images.next()) {
        }
    };
    for (index_t epoch = 0; epoch < 20; ++epoch) run(epoch);
    int const before = allocations;
    for (index_t epoch = 20; epoch < 25; ++epoch) run(epoch);
    CHECK(allocations == before);
}

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
