#include <chrnn/data/decode.hpp>
#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/rendering.hpp>
#include <chrnn/report/text_width.hpp>

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

bitmap image_of(std::string const& file) { return decode(std::as_bytes(std::span(file)), 3, "the rendered file"); }

color pixel(bitmap const& image, index_t row, index_t column) {
    return {image.at(row, column, 0), image.at(row, column, 1), image.at(row, column, 2)};
}

/// PATH as somebody else has it, for the length of a scope.
struct other_path {
    std::string const before = std::getenv("PATH");
    explicit other_path(std::string const& path) { ::setenv("PATH", path.c_str(), 1); }
    other_path(other_path const&) = delete;
    ~other_path() { ::setenv("PATH", before.c_str(), 1); }
};

/// Where rsvg-convert is not installed, checks that a picture says so.
bool can_render() {
    std::string const refusal = complaint([] { rendered(svg(10, 10)); });
    if (!refusal.empty())
        CHECK(refusal == "a PNG file of a picture needs rsvg-convert, which is not installed (Debian: librsvg2-bin)");
    return refusal.empty();
}

} // namespace

TEST_CASE("a rendered picture shows what was drawn where it was drawn") {
    if (!can_render()) return;
    std::vector<std::uint8_t> pixels(32 * 32 * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = i % 3 == 2 ? 200 : 40;
    svg picture(90, 60);
    picture.rectangle(10, 5, 20, 10, {.fill = palette::red});
    draw_image(picture, {pixels, 32, 32, 3}, 40, 20, 32);
    for (double zoom : {1.0, 2.0}) {
        bitmap const image = image_of(rendered(picture, zoom));
        CHECK(static_cast<double>(image.rows) == 60 * zoom);
        CHECK(static_cast<double>(image.columns) == 90 * zoom);
        auto const at = [&](double x, double y) {
            return pixel(image, static_cast<index_t>(y * zoom), static_cast<index_t>(x * zoom));
        };
        CHECK(at(11, 6) == palette::red);
        CHECK(at(29, 14) == palette::red);
        CHECK(at(9, 4) == palette::white);
        CHECK(at(31, 16) == palette::white);
        CHECK(at(56, 36) == color{40, 40, 200});
        CHECK(at(38, 36) == palette::white);
    }
}

TEST_CASE("rendered text has ink, and takes no more room than was estimated") {
    if (!can_render()) return;
    for (bool bold : {false, true})
        for (std::string const text : {"C-HLSTM gains most over SPP-net", "tall building 93%", "diagonal ABCD",
                                       "truth 2% \u2192 80%", "MMWWmmww@@%%", "fir tree, till (fjord)!"}) {
            constexpr double size = 24, x = 20;
            double const room = text_width(text, size, bold);
            svg picture(room + 100, 50);
            picture.text(x, 35, text, {.size = size, .bold = bold});
            bitmap const image = image_of(rendered(picture));
            index_t first = image.columns, last = -1;
            for (index_t r = 0; r < image.rows; ++r)
                for (index_t q = 0; q < image.columns; ++q)
                    if (image.at(r, q) < 128) first = std::min(first, q), last = std::max(last, q);
            INFO(text << (bold ? ", bold" : "") << ": from " << first << " to " << last << ", estimated " << room);
            CHECK(first >= 20);
            CHECK(first < 26);
            CHECK(static_cast<double>(last) <= x + room);
            CHECK(static_cast<double>(last) >= x + 0.75 * room); // or else the estimate is of little use
        }
}

TEST_CASE("a PNG file is written whole or not at all") {
    if (!can_render()) return;
    temporary_folder const folder;
    svg const picture(30, 20);
    save_png(picture, folder / "picture.png");
    CHECK(image_of(contents(folder / "picture.png")).columns == 30);
    CHECK(folder.size() == 1);
    CHECK_THAT(complaint([&] { save_png(picture, folder / "nowhere/picture.png"); }), Contains("nowhere/picture.png"));
}

TEST_CASE("a missing or failing rsvg-convert is named in one sentence, and the old file stays") {
    temporary_folder const folder;
    auto const file = folder.write("picture.png", "old");
    std::filesystem::create_directory(folder / "bin");
    {
        other_path const empty((folder / "bin").string());
        CHECK(complaint([&] { save_png(svg(10, 10), file); }) ==
              "a PNG file of a picture needs rsvg-convert, which is not installed (Debian: librsvg2-bin)");
    }
    auto const program = folder.write("bin/rsvg-convert", "#!/bin/sh\necho it is full >&2\necho more >&2\nexit 3\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    other_path const failing((folder / "bin").string() + ":/bin:/usr/bin");
    CHECK(complaint([&] { save_png(svg(10, 10), file); }) == "rsvg-convert failed: it is full");
    CHECK(contents(file) == "old");
}
