#include "oracle/stored_arrays.hpp"

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/brightness.hpp>
#include <chrnn/data/augment/contrast.hpp>
#include <chrnn/data/augment/hue.hpp>
#include <chrnn/data/augment/rotation.hpp>
#include <chrnn/data/augment/saturation.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

oracle::named_arrays const& stored() {
    static auto const all = oracle::read_stored("augmented.safetensors"); // by tests/data/make_augmented.py
    return all;
}
auto const& numbers(std::string const& name) { return stored().at(name); }

/// A stored image [channels, rows, columns], of `channels` of its own.
bitmap image_of(index_t channels) {
    auto const& from = numbers("image");
    bitmap image(12, 17, channels);
    for (index_t c = 0; c < channels; ++c)
        for (index_t r = 0; r < 12; ++r)
            for (index_t q = 0; q < 17; ++q)
                image.at(r, q, c) = static_cast<std::uint8_t>(from[static_cast<std::size_t>((c * 12 + r) * 17 + q)]);
    return image;
}

/// How far the pixel is that is furthest from what torchvision makes; half a gray level is rounding.
double distance(bitmap const& found, std::string const& name) {
    auto const& expected = numbers(name);
    REQUIRE(expected.size() == found.pixels.size());
    double furthest = 0;
    std::size_t i = 0;
    for (index_t c = 0; c < found.channels; ++c)
        for (index_t r = 0; r < found.rows; ++r)
            for (index_t q = 0; q < found.columns; ++q, ++i)
                furthest = std::max(furthest, std::abs(found.at(r, q, c) - expected[i]));
    return furthest;
}

double distance(void (*change)(bitmap&, float), float factor, std::string const& name, index_t channels = 3) {
    INFO(name);
    bitmap image = image_of(channels);
    change(image, factor);
    return distance(image, name);
}

} // namespace

TEST_CASE("brightness, contrast, saturation, hue and gray are torchvision's, rounded to the nearest gray level") {
    for (auto const& [factor, text] : {std::pair{0.f, "0"}, {0.6f, "0.6"}, {1.5f, "1.5"}}) {
        using std::string;
        CHECK(distance(change_brightness, factor, string("brightness.") + text) <= 0.5001);
        CHECK(distance(change_contrast, factor, string("contrast.") + text) <= 0.5001);
        CHECK(distance(change_contrast, factor, string("contrast_of_gray.") + text, 1) <= 0.5001);
        CHECK(distance(change_saturation, factor, string("saturation.") + text) <= 0.5001);
    }
    CHECK(distance(change_saturation, 0, "grayscale") <= 0.5001);
    for (auto const& [turn, text] : {std::pair{-0.5f, "-0.5"}, {-0.13f, "-0.13"}, {0.f, "0"}, {0.3f, "0.3"}})
        CHECK(distance(change_hue, turn, std::string("hue.") + text) <= 0.5001);
}

TEST_CASE("turned images are torchvision's, counter-clockwise and black beyond the edge") {
    for (int angle : {-100, 7, 20}) {
        bitmap const image = image_of(3);
        bitmap turned(12, 17, 3);
        draw_turned<3>(image, turned, turning(12, 17, angle));
        CHECK(distance(turned, "rotation." + std::to_string(angle)) < 0.7); // weights of 11 bits
    }
}

TEST_CASE("resized parts are torchvision's, with its antialiasing") {
    bitmap const image = image_of(3);
    for (pixel_box const& box : {pixel_box{0, 0, 12, 17}, {3, 2, 8, 5}, {5, 10, 2, 3}}) {
        augmented_image made(6, 7);
        made.begin(image);
        made.resize_part(box, 6, 7);
        std::string name = "crop";
        for (index_t n : {box.top, box.left, box.rows, box.columns}) name += "." + std::to_string(n);
        CHECK(distance(made.image(), name) < 0.55);
    }
}
