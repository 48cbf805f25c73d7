#include <chrnn/report/sheet.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

#include <array>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

using bytes = std::vector<std::uint8_t>;

bytes pattern(index_t count) {
    bytes all;
    for (index_t i = 0; i < count; ++i) all.push_back(static_cast<std::uint8_t>(i * 37 + i * i / 5));
    return all;
}

/// Base64 undone, for the test alone.
bytes decoded(std::string_view text) {
    bytes out;
    std::uint32_t group = 0;
    int bits = 0;
    for (char c : text) {
        if (c == '=') break;
        int const value = c >= 'A' && c <= 'Z'   ? c - 'A'
                          : c >= 'a' && c <= 'z' ? c - 'a' + 26
                          : c >= '0' && c <= '9' ? c - '0' + 52
                          : c == '+'             ? 62
                                                 : 63;
        group = group << 6 | static_cast<std::uint32_t>(value);
        if ((bits += 6) >= 8) out.push_back(static_cast<std::uint8_t>(group >> (bits -= 8)));
    }
    return out;
}

struct picture {
    int rows = 0, columns = 0, channels = 0;
    bytes pixels;
};

picture decoded_png(bytes const& file) {
    picture one;
    auto* data =
        stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &one.columns, &one.rows, &one.channels, 0);
    REQUIRE(data != nullptr);
    one.pixels.assign(data, data + one.rows * one.columns * one.channels);
    stbi_image_free(data);
    return one;
}

picture embedded(element const& image) {
    std::string const uri = image.attributes.at("xlink:href"), head = "data:image/png;base64,";
    REQUIRE(uri.substr(0, head.size()) == head);
    return decoded_png(decoded(std::string_view(uri).substr(head.size())));
}

} // namespace

TEST_CASE("base64 gives the text of RFC 4648") {
    auto const of = [](std::string const& text) { return base64(bytes(text.begin(), text.end())); };
    CHECK(of("") == "");
    CHECK(of("f") == "Zg==");
    CHECK(of("fo") == "Zm8=");
    CHECK(of("foo") == "Zm9v");
    CHECK(of("foob") == "Zm9vYg==");
    CHECK(of("fooba") == "Zm9vYmE=");
    CHECK(of("foobar") == "Zm9vYmFy");
    CHECK(base64(bytes{0xfb, 0xff, 0xbf, 0x00}) == "+/+/AA==");
    CHECK(decoded(base64(pattern(1000))) == pattern(1000));
}

TEST_CASE("a PNG file in memory decodes to the pixels that it was made of") {
    for (index_t channels : {1, 3})
        for (auto const& [rows, columns] : {std::pair<index_t, index_t>{1, 1}, {2, 7}, {61, 40}}) {
            bytes const pixels = pattern(rows * columns * channels);
            auto const back = decoded_png(png(pixels, rows, columns, channels));
            CHECK(back.rows == rows);
            CHECK(back.columns == columns);
            CHECK(back.channels == channels);
            CHECK(back.pixels == pixels);
        }
}

TEST_CASE("pixels that make no image make no PNG file") {
    bytes const pixels = pattern(12);
    for (auto const& shape :
         std::vector<std::array<index_t, 3>>{{2, 3, 1}, {2, 3, 2}, {0, 0, 3}, {-2, -2, 3}, {1 << 20, 1, 3}})
        CHECK_THAT(complaint([&] { png(pixels, shape[0], shape[1], shape[2]); }),
                   Contains("12 bytes are not an image of"));
}

TEST_CASE("a sheet shows each image with its frame, its prediction, its confidence and its truth") {
    bytes const gray = pattern(20 * 30), rgb = pattern(40 * 10 * 3);
    std::vector<sheet_image> const images = {{gray, 20, 30, 1, "coast", "coast", 0.987},
                                             {rgb, 40, 10, 3, "coast", "forest", 0.4},
                                             {gray, 20, 30, 1, "", "street <1>", 1}};
    auto const all = elements(image_sheet("Test images", images).source());
    CHECK(misplaced_texts(all) == std::vector<std::string>{});
    for (auto const* text :
         {"Test images", "1 of 2 right", "coast", "99%", "true: coast", "forest", "40%", "street <1>", "100%"}) {
        INFO(text);
        CHECK(says(all, text));
    }
    CHECK(!says(all, "true: "));

    auto const shown = tagged(all, "image");
    REQUIRE(shown.size() == 3);
    CHECK(embedded(shown[0]).pixels == gray);
    CHECK(embedded(shown[1]).pixels == rgb);
    CHECK(shown[0].number("width") == Approx(1.5 * shown[0].number("height")).epsilon(0.01));
    CHECK(shown[1].number("height") == Approx(4 * shown[1].number("width")).epsilon(0.01));
    std::vector<std::string> frames;
    for (auto const& one : tagged(all, "rect"))
        if (one.attributes.contains("stroke")) frames.push_back(one.attributes.at("stroke"));
    CHECK(frames == std::vector{palette::green.text(), palette::red.text(), palette::faded_ink.text()});
}

TEST_CASE("a large image is averaged down before it is embedded") {
    index_t const rows = 900, columns = 700;
    bytes pixels;
    for (index_t row = 0; row < rows; ++row)
        for (index_t column = 0; column < columns; ++column) pixels.push_back((row + column) % 2 == 0 ? 100 : 200);
    std::vector<sheet_image> const images = {{pixels, rows, columns, 1, "a", "a", 1}};
    auto const small = embedded(tagged(elements(image_sheet("", images).source()), "image").at(0));
    CHECK(small.rows == 225);
    CHECK(small.columns == 175);
    CHECK(small.pixels == bytes(225 * 175, 150));

    bytes storage;
    bytes const odd = {0, 10, 20, 30, 40, 50, 60, 70, 81}; // 3 x 3, halved: the last block of each axis is narrow
    auto const halved = shrunk({odd, 3, 3, 1}, 2, storage);
    CHECK(bytes(halved.pixels.begin(), halved.pixels.end()) == bytes{20, 35, 65, 81});
}

TEST_CASE("a sheet of none, of one and of many images with long names is a picture") {
    bytes const pixels = pattern(32 * 32 * 3);
    for (std::size_t count : {0, 1, 2, 6, 7, 25})
        for (index_t columns : {1, 4, 6}) {
            std::vector<sheet_image> const images(count,
                                                  {pixels, 32, 32, 3, "a truth that is far too long to stand there",
                                                   "a prediction that is far too long, too", 1});
            auto const all = elements(image_sheet("A title that is rather long", images, columns).source());
            CHECK(misplaced_texts(all) == std::vector<std::string>{});
            CHECK(tagged(all, "image").size() == count);
        }
}

TEST_CASE("an image whose bytes do not make its shape is refused by its number") {
    bytes const pixels = pattern(12);
    for (auto const& [rows, columns, channels] :
         std::vector<std::array<index_t, 3>>{{2, 3, 3}, {0, 4, 3}, {-2, -2, 3}, {2, 3, 2}, {1, 12, 1}}) {
        std::vector<sheet_image> const images = {{pixels, 2, 2, 3, "a", "a", 1},
                                                 {pixels, rows, columns, channels, "a", "a", 1}};
        auto const sentence = complaint([&] { image_sheet("", images); });
        if (channels == 1)
            CHECK(sentence.empty());
        else
            CHECK_THAT(sentence, Contains("image 1 of a sheet has 12 bytes, not "));
    }
}
