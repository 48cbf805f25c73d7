#include <chrnn/report/neighbour_sheet.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

std::vector<std::uint8_t> const tile_pixels(40 * 40 * 3, 120);
image_view const tile{tile_pixels, 40, 40, 3}, wide{std::span(tile_pixels).first(40 * 20), 20, 40, 1};

neighbour_group const group{{tile, {{10, 30}, {0, 40}}, "coast"},
                            {{"hrnn5", {{tile, {{0, 20}, {20, 40}}, "coast"}, {wide, {{5, 20}, {10, 40}}, "forest"}}},
                             {"spp5", {{tile, {{0, 40}, {0, 40}}, "forest"}}}}};

/// The rectangles without a fill of a color, in order.
std::vector<element> frames(std::vector<element> const& all, color shade) {
    std::vector<element> found;
    for (auto const& one : tagged(all, "rect"))
        if (one.has("stroke", shade.text())) found.push_back(one);
    return found;
}
/// Whether a frame lies just inside the box of an image that has `rows` x `columns` pixels.
bool lies_on(element const& frame, element const& image, region_box box, double rows, double columns) {
    double const pixel = image.number("width") / columns;
    CHECK(pixel == Approx(image.number("height") / rows));
    auto const near = [](double a, double b) { return std::abs(a - b) < 3; };
    return near(frame.number("x"), image.number("x") + pixel * static_cast<double>(box.columns.begin)) &&
           near(frame.number("y"), image.number("y") + pixel * static_cast<double>(box.rows.begin)) &&
           near(frame.number("x") + frame.number("width"),
                image.number("x") + pixel * static_cast<double>(box.columns.end)) &&
           near(frame.number("y") + frame.number("height"),
                image.number("y") + pixel * static_cast<double>(box.rows.end));
}

} // namespace

TEST_CASE("a sheet of neighbours frames receptive fields: blue the region's, green those of its class, red others") {
    std::vector<neighbour_group> const groups(2, group);
    auto const all = elements(neighbour_sheet("Neighbours", "of regions", groups).source());
    CHECK(misplaced_texts(all) == std::vector<std::string>{});
    for (auto const* text :
         {"Neighbours", "of regions", "test region", "hrnn5", "spp5", "1 of 2 of its class", "0 of 1 of its class"}) {
        INFO(text);
        CHECK(says(all, text));
    }
    auto const images = tagged(all, "image");
    REQUIRE(images.size() == 8);
    auto const blue = frames(all, palette::blue), green = frames(all, palette::green), red = frames(all, palette::red);
    REQUIRE(blue.size() == 2);
    REQUIRE(green.size() == 2);
    REQUIRE(red.size() == 4);
    for (std::size_t g : {0u, 1u}) {
        CHECK(lies_on(blue[g], images[4 * g], {{10, 30}, {0, 40}}, 40, 40));
        CHECK(lies_on(green[g], images[4 * g + 1], {{0, 20}, {20, 40}}, 40, 40));
        CHECK(lies_on(red[2 * g], images[4 * g + 2], {{5, 20}, {10, 40}}, 20, 40));
        CHECK(lies_on(red[2 * g + 1], images[4 * g + 3], {{0, 40}, {0, 40}}, 40, 40));
    }
    CHECK(images[4].number("y") > images[0].number("y") + images[0].number("height"));

    std::vector<std::pair<std::string, std::string>> labels;
    for (auto const& one : tagged(all, "text"))
        if (one.text == "coast" || one.text == "forest") labels.push_back({one.text, one.attributes.at("fill")});
    labels.resize(4);
    CHECK(labels == std::vector<std::pair<std::string, std::string>>{{"coast", palette::blue.text()},
                                                                     {"coast", palette::green.text()},
                                                                     {"forest", palette::red.text()},
                                                                     {"forest", palette::red.text()}});
}

TEST_CASE("a sheet of neighbours bears long names, many neighbours and none") {
    std::string const name = "a name that is far too long to stand below a small image";
    for (std::size_t count : {0, 1, 8, 12}) {
        boxed_image const one{tile, {{1, 2}, {1, 2}}, name};
        neighbour_row const row{name + name + name, std::vector<boxed_image>(count, one)};
        std::vector<neighbour_group> const groups(3, {one, {row, row, row}});
        auto const all = elements(neighbour_sheet(name + name + name + name, name + name, groups).source());
        CHECK(misplaced_texts(all) == std::vector<std::string>{});
        CHECK(tagged(all, "image").size() == 3 * (1 + 3 * count));
    }
    CHECK(tagged(elements(neighbour_sheet("none", "", {}).source()), "image").empty());
}

TEST_CASE("a box that does not lie in its image, and an image that is none, are refused") {
    auto const refused = [](boxed_image const& one) {
        std::vector<neighbour_group> const groups(1, {one, {}});
        return complaint([&] { neighbour_sheet("", "", groups); });
    };
    CHECK(refused({tile, {{0, 40}, {0, 40}}, ""}).empty());
    CHECK_THAT(refused({tile, {{0, 41}, {0, 40}}, ""}), Contains("rows 0 .. 41 and columns 0 .. 40 are no box in an "
                                                                 "image of 40 x 40"));
    CHECK_THAT(refused({tile, {{-1, 4}, {0, 40}}, ""}), Contains("no box"));
    CHECK_THAT(refused({tile, {{4, 4}, {0, 40}}, ""}), Contains("no box"));
    CHECK_THAT(refused({wide, {{0, 30}, {0, 40}}, ""}), Contains("no box in an image of 20 x 40"));
    CHECK_THAT(refused({{tile_pixels, 40, 41, 3}, {{0, 4}, {0, 4}}, ""}), Contains("4800 bytes, not 40 x 41 x 3"));
}
