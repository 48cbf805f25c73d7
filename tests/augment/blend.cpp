#include <chrnn/data/augment/blend.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("levels are rounded, and what lies beyond 0 and 255 is cut off") {
    float const endless = std::numeric_limits<float>::infinity();
    CHECK(nearest_level(127.4f) == 127);
    CHECK(nearest_level(127.5f) == 128);
    CHECK(nearest_level(254.6f) == 255);
    for (float low : {-0.4f, -1e30f, -endless, NAN}) CHECK(nearest_level(low) == 0);
    for (float high : {255.4f, 1e30f, endless}) CHECK(nearest_level(high) == 255);
}

TEST_CASE("an image is blended with a gray, also beyond either of the two") {
    bitmap image(1, 3, 1);
    auto const blended = [&](float gray, float factor) {
        image.pixels = {10, 100, 250};
        blend_with(image, gray, factor);
        return image.pixels;
    };
    using levels = std::vector<std::uint8_t>;
    CHECK(blended(50, 1) == levels{10, 100, 250});
    CHECK(blended(50, 0) == levels{50, 50, 50});
    CHECK(blended(50, 0.5f) == levels{30, 75, 150});
    CHECK(blended(50, 1.5f) == levels{0, 125, 255}); // -10 and 350
    std::uint8_t const rgb[]{200, 100, 50};
    CHECK(gray_of(rgb) == Approx(0.2989 * 200 + 0.587 * 100 + 0.114 * 50));
}
