#include <chrnn/images.hpp>

#include "images/decoders.hpp"
#include "images/pictures.hpp"
#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

std::vector<std::byte> file(std::string const& name) {
    return read_file(std::filesystem::path(__FILE__).parent_path() / "../data/images" / name);
}

/// The colours of a PNG's palette, red, green and blue by turns.
std::vector<std::uint8_t> palette_in(std::vector<std::byte> const& png) {
    for (index_t i = 8; i + 12 <= std::ssize(png); i += 12 + big_endian(png, i, 4))
        if (std::memcmp(&png[static_cast<std::size_t>(i + 4)], "PLTE", 4) == 0) {
            auto const* const first = reinterpret_cast<std::uint8_t const*>(&png[static_cast<std::size_t>(i + 8)]);
            return {first, first + big_endian(png, i, 4)};
        }
    return {};
}

/// A PNG of one row of one byte: `bits` a pixel, in gray.
std::vector<std::byte> gray_row(int bits, std::uint8_t row) {
    std::vector<std::byte> png;
    auto const put = [&](std::string_view bytes) {
        for (char c : bytes) png.push_back(static_cast<std::byte>(c));
    };
    using namespace std::string_view_literals;
    put("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0"sv);
    png.push_back(static_cast<std::byte>(8 / bits));
    put("\0\0\0\1"sv);
    png.push_back(static_cast<std::byte>(bits));
    put("\0\0\0\0\0\0\0\0"sv);                     // gray, then a checksum
    put("\0\0\0\x0DIDAT\x78\1\1\2\0\xFD\xFF\0"sv); // stored as it is: the filter, and the row
    png.push_back(static_cast<std::byte>(row));
    put("\0\0\0\0\0\0\0\0\0\0\0\0IEND\0\0\0\0"sv);
    return png;
}

} // namespace

TEST_CASE("labels in a PNG with a palette are the numbers of the colours, not the colours") {
    WITH_EACH_SET_OF_DECODERS;
    bitmap const labels = decode_labels(file("palette.png"), "palette.png");
    auto const palette = palette_in(file("palette.png"));
    bitmap const colours = decode(file("palette.png"), 3, "palette.png");
    REQUIRE(labels.rows == colours.rows);
    REQUIRE(labels.columns == colours.columns);
    std::set<int> met;
    for (std::size_t i = 0; i < labels.pixels.size(); ++i) {
        met.insert(labels.pixels[i]);
        for (std::size_t c = 0; c < 3; ++c)
            REQUIRE(palette.at(3 * static_cast<std::size_t>(labels.pixels[i]) + c) == colours.pixels[3 * i + c]);
    }
    CHECK(met.size() == 16);
    CHECK(*met.rbegin() == 15);
    CHECK(decode_labels(file("palette_4_bits.png"), "a") == labels);
    CHECK(decode_labels(file("palette_transparent.png"), "a") == labels);
}
TEST_CASE("labels in a gray PNG are what is stored, of however many bits") {
    WITH_EACH_SET_OF_DECODERS;
    bitmap map(2, 128, 1);
    for (std::size_t i = 0; i < map.pixels.size(); ++i) map.pixels[i] = static_cast<std::uint8_t>(i);
    CHECK(decode_labels(encoded(map, "png"), "a") == map);
    using numbers = std::vector<std::uint8_t>;
    CHECK(decode_labels(gray_row(4, 0x5F), "a").pixels == numbers{5, 15});
    CHECK(decode_labels(gray_row(2, 0x1B), "a").pixels == numbers{0, 1, 2, 3});
    CHECK(decode_labels(gray_row(1, 0x35), "a").pixels == numbers{0, 0, 1, 1, 0, 1, 0, 1});
}
TEST_CASE("what holds no class numbers is refused by its name, with what is wanted") {
    WITH_EACH_SET_OF_DECODERS;
    auto const said = [](std::vector<std::byte> const& bytes) {
        return complaint([&] { decode_labels(bytes, "a.png"); });
    };
    std::string const wanted = "; labels are class numbers, in a PNG of 8-bit gray or with a palette";
    CHECK(said(file("rgb.png")) == "cannot read 'a.png': its pixels are colours" + wanted);
    CHECK(said(file("grey_alpha.png")) == "cannot read 'a.png': its pixels are colours" + wanted);
    CHECK(said(file("444.jpg")) == "cannot read 'a.png': it is no PNG" + wanted);
    CHECK(said(gray_row(8, 3)) == "");
    CHECK(said(gray_row(3, 3)) == "cannot read 'a.png': it is damaged");
    auto of_16_bits = gray_row(8, 3);
    of_16_bits[24] = std::byte{16};
    CHECK(said(of_16_bits) == "cannot read 'a.png': it has 16 bits a pixel" + wanted);
    CHECK(said({}) == "cannot read 'a.png': it is empty");

    auto const palette = file("palette.png");
    auto twice = palette;
    for (index_t i = 8; i + 12 <= std::ssize(palette); i += 12 + big_endian(palette, i, 4))
        if (std::memcmp(&palette[static_cast<std::size_t>(i + 4)], "PLTE", 4) == 0)
            twice.insert(twice.begin() + i, palette.begin() + i, palette.begin() + i + 12 + big_endian(palette, i, 4));
    CHECK(said(twice) == "cannot read 'a.png': it has two palettes");
    image_limits exact;
    exact.bytes = std::ssize(palette);
    CHECK(complaint([&] { decode_labels(palette, "a.png", exact); }) == "");
    --exact.bytes;
    CHECK_THAT(complaint([&] { decode_labels(palette, "a.png", exact); }), Contains("bytes"));
    for (std::size_t length = 8; length < palette.size(); length += 7)
        CHECK_THAT(said({palette.begin(), palette.begin() + static_cast<std::ptrdiff_t>(length)}),
                   Contains("cannot read 'a.png': it is cut short"));
}
