#include <chrnn/data/bmp_header.hpp>

#include "images/pictures.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

void put_number(std::vector<std::byte>& to, std::size_t first, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) to[first + i] = static_cast<std::byte>(value >> 8 * i);
}
constexpr std::size_t columns_at = 18, rows_at = 22, compression_at = 30;

} // namespace

TEST_CASE("the header of a BMP says its size, whether it is complete, and what its decoding takes") {
    auto const bmp = encoded(any_picture(5, 7, 3), "bmp");
    image_header const header = bmp_header(bmp);
    CHECK(header.rows == 5);
    CHECK(header.columns == 7);
    CHECK(header.complete);
    CHECK(header.memory == 8 * 5 * 7);
    CHECK(header.problem.empty());
    CHECK(bmp_header(std::span(bmp).first(bmp.size() - 3)).complete);  // the filling of the last row may be missing,
    CHECK(!bmp_header(std::span(bmp).first(bmp.size() - 4)).complete); // and no more
    CHECK(!bmp_header(std::span(bmp).first(20)).complete);
}
TEST_CASE("sides of a BMP at the edges of their numbers do not overflow") {
    auto bmp = encoded(any_picture(5, 7, 3), "bmp");
    for (std::uint32_t side : {0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
        put_number(bmp, columns_at, side);
        put_number(bmp, rows_at, side);
        image_header const header = bmp_header(bmp);
        CHECK(header.columns == index_t{side});
        CHECK(header.rows == std::abs(index_t{static_cast<std::int32_t>(side)}));
        CHECK(!header.complete);
        CHECK(header.memory > 0);
    }
}
TEST_CASE("compressed pixels of a BMP are a problem") {
    auto bmp = encoded(any_picture(5, 7, 3), "bmp");
    put_number(bmp, compression_at, 1);
    CHECK(bmp_header(bmp).problem == "its pixels are compressed, which is not read");
}
TEST_CASE("a BMP without a palette is decoded as it is") {
    CHECK(bmp_with_whole_palette(encoded(any_picture(5, 7, 3), "bmp")).empty());
}
