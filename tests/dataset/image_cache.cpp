#include <chrnn/data/image_cache.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("an image is kept by the first who brings it") {
    image_cache cache(2, 100);
    bitmap first(3, 4, 1), second(3, 4, 1);
    first.pixels[0] = 7;
    CHECK(cache.find(1) == nullptr);
    bitmap const* const kept = cache.keep(1, first);
    CHECK(kept != &first);
    CHECK(cache.find(1) == kept);
    CHECK(cache.keep(1, second) == &second);
    CHECK(cache.find(1)->pixels[0] == 7);
    CHECK(second.pixels.size() == 12);
    CHECK(cache.find(0) == nullptr);
}

TEST_CASE("a cache keeps what there is room for, and nothing without any") {
    image_cache cache(3, 24), none(3, 0);
    std::vector<bitmap> images(3, bitmap(3, 4, 1));
    CHECK(none.keep(0, images[0]) == &images[0]);
    CHECK(none.find(0) == nullptr);
    CHECK(cache.keep(0, images[0]) != &images[0]);
    CHECK(cache.keep(1, images[1]) != &images[1]);
    CHECK(cache.keep(2, images[2]) == &images[2]);
    CHECK(cache.keep(2, images[2]) == &images[2]);
    CHECK(cache.find(2) == nullptr);
    CHECK(cache.find(1) != nullptr);
}
