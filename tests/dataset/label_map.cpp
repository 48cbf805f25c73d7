#include <chrnn/data/label_map.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

bitmap map_of(index_t rows, std::vector<std::uint8_t> labels) {
    bitmap map(rows, std::ssize(labels) / rows, 1);
    map.pixels = std::move(labels);
    return map;
}

} // namespace

TEST_CASE("labels are resized to the nearest") {
    bitmap const map = map_of(2, {1, 2, 3, 4, 5, 6});
    CHECK(resize_labels(map, 2, 3) == map);
    CHECK(resize_labels(map, 4, 6) ==
          map_of(4, {1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6}));
    CHECK(resize_labels(map, 1, 1) == map_of(1, {5}));
    CHECK(resize_labels(map, 2, 2) == map_of(2, {1, 3, 4, 6})); // never a mixture
    CHECK(resize_labels(resize_labels(map, 14, 21), 2, 3) == map);
    CHECK(complaint([&] { resize_labels({}, 2, 2); }) == "labels of no pixels cannot be resized");
    CHECK(complaint([&] { resize_labels(map, 2, 0); }) == "an image cannot have 2 x 0 pixels");
    CHECK(complaint([&] { resize_labels(bitmap(2, 2, 3), 2, 2); }) == "labels have one number a pixel, not 3");
}
TEST_CASE("a region has the label that most of its pixels have that count") {
    bitmap const map = map_of(4, {7, 7, 255, 255, //
                                  7, 1, 255, 3,   //
                                  9, 4, 255, 255, //
                                  255, 255, 255, 255});
    CHECK(labels_of_regions(map, 2) == std::vector{7, 3, 4, 255}); // of 4 and 9 the lower one
    CHECK(labels_of_regions(map, grid(1, 2)) == std::vector{7, 3});
    CHECK(labels_of_regions(map, grid(1, 2), 7) == std::vector{255, 255});
    CHECK(labels_of_regions(map, 4, 9)[8] == 9); // which does not count, and nothing else is there
    CHECK(labels_of_regions(map, 1, 255) == std::vector{7});
    CHECK(complaint([&] { labels_of_regions(map, grid(0, 1)); }) == "an image cannot have 0 x 1 regions");
}
TEST_CASE("regions that do not divide the pixels overlap by a pixel, as a pyramid's") {
    CHECK(labels_of_regions(map_of(1, {1, 2, 2, 3, 3}), grid(1, 2)) == std::vector{2, 3}); // [0, 3) and [2, 5)
    CHECK(labels_of_regions(map_of(5, {1, 2, 2, 3, 3}), grid(2, 1)) == std::vector{2, 3});
    CHECK(labels_of_regions(map_of(1, {1, 2}), grid(1, 4)) == std::vector{1, 1, 2, 2}); // fewer pixels than regions
}
