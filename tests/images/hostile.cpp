// Files that are made to cost much, or to be decoded to what never was in them.
#include <chrnn/data/image_header.hpp>
#include <chrnn/data/image_limits.hpp>
#include <chrnn/data/jpeg_header.hpp>
#include <chrnn/images.hpp>

#include "images/decoders.hpp"
#include "images/hostile.hpp"
#include "process_memory.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

constexpr long little_memory = 64 << 20; // bytes

std::string refusal(std::span<std::byte const> bytes) {
    try {
        decode(bytes, 3, "x");
    } catch (error const& problem) {
        return problem.what();
    }
    return "none";
}

} // namespace

TEST_CASE("a PNG that unpacks to far more than its pixels is refused before it has") {
    WITH_EACH_SET_OF_DECODERS;
    auto const bomb = png(64, 64, 8, 2, packed_zeros(index_t{900} << 20));
    REQUIRE(bomb.size() < 8'000'000);
    CHECK(most_memory([&] { CHECK(refusal(bomb) == "cannot read 'x': it unpacks to more than its 64 x 64 pixels"); }) <
          little_memory);
    CHECK(refusal(png(64, 64, 8, 2, packed_zeros(64 * 193))) == "none"); // as many as there should be
}
TEST_CASE("a PNG that does not begin with its header is refused") {
    WITH_EACH_SET_OF_DECODERS;
    auto const packed = packed_zeros(100);
    CHECK_THAT(refusal(png(8, 8, 8, 0, packed, chunk("CgBI", bytes_of({0, 0, 0, 0})))), Contains("CgBI"));
    CHECK_THAT(refusal(png(8, 8, 8, 0, packed, chunk("IDAT", packed))), Contains("does not begin with its header"));
}
TEST_CASE("an image that would take too much memory is refused by its header") {
    WITH_EACH_SET_OF_DECODERS;
    auto const large = png(8192, 8192, 16, 6, packed_zeros(index_t{90} << 20));
    CHECK(most_memory([&] { CHECK_THAT(refusal(large), Contains("decoding its 8192 x 8192 pixels takes")); }) <
          little_memory);
}
TEST_CASE("a file too short for as many pixels as it says is cut short, whatever its end says") {
    WITH_EACH_SET_OF_DECODERS;
    CHECK(most_memory([&] {
              CHECK(refusal(png(8192, 8192, 8, 2, packed_zeros(1000))) == "cannot read 'x': it is cut short");
              CHECK(refusal(jpeg_with(5, {32, 0, 32, 0})) == "cannot read 'x': it is cut short");
          }) < little_memory);
    CHECK(refusal(png(1, 1, 8, 2, packed_zeros(4))) == "none");
    CHECK(refusal(encoded(bitmap(1000, 1000, 3), "jpg")) == "none"); // six bits for 8 x 8 pixels
    CHECK(refusal(encoded(bitmap(1000, 1000, 1), "png")) == "none");
}
TEST_CASE("a PNG whose last row is missing is damaged") {
    WITH_EACH_SET_OF_DECODERS;
    CHECK_THAT(refusal(png(258, 100, 8, 0, packed_zeros(99 * 259))), Contains("it is damaged"));
    CHECK(refusal(png(258, 100, 8, 0, packed_zeros(100 * 259))) == "none");
}
TEST_CASE("pixels of a PNG that its palette lacks are black, every time") {
    WITH_EACH_SET_OF_DECODERS;
    std::vector<std::byte> const stored = bytes_of({0x78, 1, 1, 4, 0, 0xFB, 0xFF, 0, 0, 1, 200, 0, 0, 0, 0});
    auto file = png(3, 1, 8, 3, stored);
    auto const palette = chunk("PLTE", bytes_of({10, 20, 30, 40, 50, 60}));
    file.insert(file.begin() + 8 + 25, palette.begin(), palette.end());
    CHECK(decode(file, 3, "x").pixels == std::vector<std::uint8_t>{10, 20, 30, 40, 50, 60, 0, 0, 0});
}
TEST_CASE("a JPEG of a thousand scans is refused where they cost much, and read where they do not") {
    WITH_EACH_SET_OF_DECODERS;
    CHECK_THAT(refusal(jpeg_of_the_same_scan(60, 80)), Contains("it is damaged")); // whose components come once
    CHECK_THAT(refusal(jpeg_of_a_thousand_scans(600, 800)),
               Contains("1000 scans of 800 x 600 pixels, more than is allowed"));
    CHECK(refusal(jpeg_of_a_thousand_scans(60, 80)) == "none");
}
TEST_CASE("kinds of JPEG that are not read are refused by their names") {
    WITH_EACH_SET_OF_DECODERS;
    auto const changed = [](std::size_t place, int value) { return refusal(jpeg_with(place, {value})); };
    for (int arithmetic : {0xC9, 0xCA, 0xCD, 0xCE})
        CHECK_THAT(changed(1, arithmetic), Contains("its coding is arithmetic"));
    for (int lossless : {0xC3, 0xC7, 0xCB, 0xCF}) CHECK_THAT(changed(1, lossless), Contains("its coding is lossless"));
    for (int hierarchical : {0xC5, 0xC6}) CHECK_THAT(changed(1, hierarchical), Contains("its coding is hierarchical"));
    CHECK_THAT(changed(4, 12), Contains("its samples have 12 bits, not 8"));
    CHECK_THAT(changed(9, 4), Contains("four components"));
}
TEST_CASE("a JPEG that no decoder could read whole is refused by its header") {
    WITH_EACH_SET_OF_DECODERS;
    CHECK_THAT(refusal(jpeg_with(12, {9})), Contains("it is damaged")); // a table that is not there
    CHECK_THAT(refusal(jpeg_with(5, {255, 255, 0, 1})), Contains("more than the 65500 pixels"));
}
#ifdef CHRNN_JPEG
TEST_CASE("a JPEG whose pixels libjpeg would have to make up is refused, and one with something behind them is not") {
    auto const whole = encoded(any_picture(64, 64, 3), "jpg");
    REQUIRE(refusal(whole) == "none");
    auto hole = whole; // the second half of the data
    hole.erase(hole.end() - static_cast<std::ptrdiff_t>(hole.size() / 4), hole.end() - 2);
    CHECK_THAT(refusal(hole), Contains("it is damaged"));
    auto garbage = whole;
    garbage.insert(garbage.end() - 2, 40, std::byte{7});
    CHECK(decode(garbage, 3, "x") == decode(whole, 3, "x"));
}
TEST_CASE("libjpeg takes no more scans and no more memory than the header has led to expect") {
    auto const bytes = jpeg_of_a_thousand_scans(400, 400);
    detail::image_header header = detail::jpeg_header(bytes);
    auto const is_decoded = [&](index_t memory) {
        detail::decoding_budget budget(memory);
        return !detail::decode_by_libjpeg(bytes, header, 3, budget).pixels.empty();
    };
    CHECK(is_decoded(header.memory));
    CHECK(!is_decoded(header.memory / 4));
    header.scans = 999;
    CHECK(!is_decoded(header.memory));
}
#endif
TEST_CASE("a BMP's pixels that its palette lacks are black, every time") {
    WITH_EACH_SET_OF_DECODERS;
    auto bytes = bytes_of({'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 62, 0,  0,  0, 40, 0,  0,  0, 2, 0, 0, 0,
                           1,   0,   0, 0, 1, 0, 8, 0, 0, 0, 0,  0,  0,  0, 0,  0,  0,  0, 0, 0, 0, 0,
                           0,   0,   0, 0, 2, 0, 0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0, 1, 7, 0, 0});
    CHECK(bytes.size() == 64 + 2);
    bitmap const image = decode(bytes, 3, "x");
    CHECK(image.pixels == std::vector<std::uint8_t>{60, 50, 40, 0, 0, 0});
}
TEST_CASE("a large file that is no image is refused before it is read") {
    WITH_EACH_SET_OF_DECODERS;
    temporary_folder const folder;
    auto const sparse = folder.write("class/a.jpg", "");
    image_folder const data(folder.path(), 8);
    CHECK(most_memory([&] {
              std::filesystem::resize_file(sparse, std::uintmax_t{200} << 20);
              CHECK_THROWS_WITH(data.load(0, 3), Contains("it is not a JPEG, PNG or BMP image"));
              std::filesystem::resize_file(sparse, std::uintmax_t{900} << 20);
              CHECK_THROWS_WITH(data.load(0, 3), Contains("it has 943718400 bytes, more than the 268435456"));
          }) < little_memory);
}
TEST_CASE("every data set of files holds its images to the limits that it is given") {
    temporary_folder const folder;
    folder.write("images/class/a.png", encoded(any_picture(20, 30, 3), "png"));
    auto const list = folder.write("list", "class/a.png 0"), paths = folder.write("paths", "class/a.png"),
               labels = folder.write("labels", "1");
    auto const check = [](dataset const& data, bool allowed) {
        INFO(data.name(0));
        if (allowed)
            CHECK(data.load(0, 3).rows == 8);
        else
            CHECK_THROWS_WITH(data.load(0, 3), Contains("it has 30 x 20 pixels, more than the 599"));
    };
    for (index_t most : {599, 600}) {
        image_limits const limits{.pixels = most};
        check(image_folder(folder / "images", 8, {}, limits), most == 600);
        check(list_file(list, folder / "images", 8, {}, limits), most == 600);
        check(path_list(paths, folder / "images", 8, {}, limits), most == 600);
        check(label_file(labels, folder / "images/class", {"class"}, 8, {}, limits), most == 600);
    }
}
