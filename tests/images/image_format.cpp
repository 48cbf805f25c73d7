#include <chrnn/data/image_format.hpp>

#include <catch2/catch.hpp>

#include <string_view>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

std::span<std::byte const> first_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

} // namespace

TEST_CASE("an image's format is told by its first bytes, and none where they do not suffice") {
    using enum image_format;
    CHECK(format_of(first_bytes("\xFF\xD8\xFF\xE0")) == jpeg);
    CHECK(format_of(first_bytes("\x89PNG\r\n\x1A\n")) == png);
    CHECK(format_of(first_bytes("BM")) == bmp);
    for (std::string_view none : {"", "\xFF\xD8", "\x89PNG\r\n\x1A", "B", "GIF89a", "PNG\r\n\x1A\n"})
        CHECK(format_of(first_bytes(none)) == unknown);
}

TEST_CASE("numbers lie in bytes with the most or the least significant first, and zeros past the end") {
    auto const four = first_bytes({"\x01\x02\x03\xFF", 4});
    CHECK(big_endian(four, 0, 2) == 0x0102);
    CHECK(little_endian(four, 0, 2) == 0x0201);
    CHECK(big_endian(four, 1, 3) == 0x0203FF);
    CHECK(little_endian(four, 1, 3) == 0xFF0302);
    CHECK(big_endian(four, 3, 2) == 0xFF00);
    CHECK(little_endian(four, 3, 2) == 0xFF);
    CHECK(big_endian(four, 4, 4) == 0);
}
