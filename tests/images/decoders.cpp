#include <chrnn/data/decoders.hpp>

#include "images/decoders.hpp"
#include "images/pictures.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

bitmap stands_in(std::span<std::byte const>, image_header const& header, index_t channels, decoding_budget& budget) {
    CHECK(budget.left() > 0);
    bitmap image(header.rows, header.columns, channels);
    std::fill(image.pixels.begin(), image.pixels.end(), 42);
    return image;
}

} // namespace

TEST_CASE("the decoder of a format decodes files of that format, and of no other") {
    bitmap const picture = any_picture(5, 4, 3, 1);
    decoders_used const used({"of a test", decode_by_stb, stands_in});
    CHECK(decode(encoded(picture, "png"), 3, "a.png").pixels == std::vector<std::uint8_t>(60, 42));
    CHECK(decode(encoded(picture, "bmp"), 3, "a.bmp") == picture);
    CHECK(decode(encoded(picture, "jpg"), 3, "a.jpg").pixels != std::vector<std::uint8_t>(60, 42));
}
TEST_CASE("a program that links a library of decoders decodes by it from the beginning") {
    auto const sets = decoder_sets();
    CHECK(jpeg_decoder == sets.back().jpeg);
    CHECK(png_decoder == sets.back().png);
}
