#include <chrnn/data/bitmap.hpp>
#include <chrnn/data/item_cache.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("an image is kept by the first who brings it") {
    item_cache<bitmap> cache(2, 100);
    bitmap first(3, 4, 1), second(3, 4, 1);
    first.pixels[0] = 7;
    CHECK(cache.find(1) == nullptr);
    bitmap const* const kept = cache.keep(1, first, 12);
    CHECK(kept != &first);
    CHECK(cache.find(1) == kept);
    CHECK(cache.keep(1, second, 12) == &second);
    CHECK(cache.find(1)->pixels[0] == 7);
    CHECK(second.pixels.size() == 12);
    CHECK(cache.find(0) == nullptr);
}

TEST_CASE("a cache keeps what there is room for, and nothing without any") {
    item_cache<bitmap> cache(3, 24), none(3, 0);
    std::vector<bitmap> images(3, bitmap(3, 4, 1));
    CHECK(none.keep(0, images[0], 12) == &images[0]);
    CHECK(none.find(0) == nullptr);
    CHECK(cache.keep(0, images[0], 12) != &images[0]);
    CHECK(cache.keep(1, images[1], 12) != &images[1]);
    CHECK(cache.keep(2, images[2], 12) == &images[2]);
    CHECK(cache.keep(2, images[2], 12) == &images[2]);
    CHECK(cache.find(2) == nullptr);
    CHECK(cache.find(1) != nullptr);
}

TEST_CASE("what there is no room for takes none") {
    item_cache<bitmap> cache(2, 24);
    bitmap large(5, 5, 1), small(3, 4, 1);
    CHECK(cache.keep(0, large, 25) == &large);
    CHECK(cache.keep(1, small, 12) != &small);
    CHECK(cache.find(0) == nullptr);
}
