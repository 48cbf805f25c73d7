#include <chrnn/data/bitmap.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

TEST_CASE("a new bitmap is black and holds its pixels row by row with the channels side by side") {
    bitmap image(2, 3, 3);
    CHECK(image.pixels == std::vector<std::uint8_t>(18, 0));
    image.at(1, 2, 1) = 7;
    CHECK(image.pixels[(1 * 3 + 2) * 3 + 1] == 7);
    CHECK(std::as_const(image).at(1, 2, 1) == 7);
}

TEST_CASE("a bitmap refuses sizes that no image has") {
    CHECK_THROWS_WITH(bitmap(0, 3, 1), Contains("0 x 3"));
    CHECK_THROWS_WITH(bitmap(3, -1, 1), Contains("3 x -1"));
    CHECK_THROWS_WITH(bitmap(3, 3, 2), Contains("1 or 3 channels, not 2"));
}

TEST_CASE("a pixel outside a bitmap is refused") {
    bitmap image(2, 3, 1);
    CHECK_THROWS_WITH(image.at(2, 0), Contains("(2, 0, 0) is outside an image of 2 x 3 x 1"));
    CHECK_THROWS_AS(image.at(0, 3), error);
    CHECK_THROWS_AS(image.at(0, 0, 1), error);
    CHECK_THROWS_AS(image.at(-1, 0), error);
    CHECK_THROWS_AS(image.at(0, -1), error);
    CHECK_THROWS_AS(image.at(0, 0, -1), error);
}

TEST_CASE("gray becomes colour with equal channels, and comes back unchanged") {
    bitmap gray(1, 256, 1);
    for (index_t q = 0; q < 256; ++q) gray.at(0, q) = static_cast<std::uint8_t>(q);
    bitmap const colour = with_channels(gray, 3);
    for (index_t q = 0; q < 256; ++q)
        for (index_t c = 0; c < 3; ++c) CHECK(colour.at(0, q, c) == q);
    CHECK(with_channels(colour, 1) == gray);
    CHECK(with_channels(gray, 1) == gray);
    CHECK_THROWS_AS(with_channels(gray, 4), error);
}

TEST_CASE("colour becomes gray by its luma") {
    bitmap image(1, 4, 3);
    image.pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30};
    bitmap const gray = with_channels(image, 1);
    CHECK(int{gray.at(0, 0)} == Approx(0.299 * 255).margin(1.1));
    CHECK(int{gray.at(0, 1)} == Approx(0.587 * 255).margin(1.1));
    CHECK(int{gray.at(0, 2)} == Approx(0.114 * 255).margin(1.1));
    CHECK(int{gray.at(0, 3)} == Approx(0.299 * 10 + 0.587 * 20 + 0.114 * 30).margin(1.1));
    CHECK(gray.channels == 1);
}
