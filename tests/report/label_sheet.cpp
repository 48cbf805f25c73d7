#include <chrnn/data/label_png.hpp>
#include <chrnn/report/label_map_file.hpp>
#include <chrnn/report/label_sheet.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace chrnn;

namespace {

bitmap map_of(std::vector<std::uint8_t> labels) {
    bitmap map(2, std::ssize(labels) / 2, 1);
    map.pixels = std::move(labels);
    return map;
}
labelled_row row_with(std::vector<bitmap> predicted) {
    return {{bitmap(2, 3, 3), map_of({0, 1, 2, 0, 1, 255})}, std::move(predicted)};
}

} // namespace

TEST_CASE("a label sheet shows images, labels and predictions, with the share of pixels that are right") {
    std::vector<labelled_row> const rows{row_with({map_of({0, 1, 2, 0, 1, 2}), map_of({0, 1, 1, 1, 1, 1})}),
                                         row_with({map_of({1, 0, 1, 1, 0, 1}), map_of({0, 1, 2, 0, 1, 0})})};
    for (index_t across : {1, 2, 9}) {
        auto const all = elements(
            label_sheet("A title", {"sea", "land", "lake <1>"}, {"plain", "scans"}, rows, 255, across).source());
        CHECK(misplaced_texts(all) == std::vector<std::string>{});
        CHECK(tagged(all, "image").size() == 8);
        for (auto const* text : {"A title", "sea", "land", "lake <1>", "image", "truth", "plain", "scans",
                                 "100.0% right", "60.0% right", "0.0% right"}) {
            INFO(text);
            CHECK(says(all, text));
        }
        std::set<std::string> fills;
        for (auto const& one : tagged(all, "rect")) fills.insert(one.attributes.at("fill"));
        for (index_t k = 0; k < 3; ++k) CHECK(fills.contains(class_color(k).text()));
    }
}
TEST_CASE("labels are drawn in the colours of their classes, and what does not count in a light gray") {
    bitmap const drawn = detail::in_colors(map_of({0, 7, 9, 255}), 255);
    for (auto const& [place, one] : std::map<std::size_t, color>{
             {0, class_color(0)}, {1, class_color(7)}, {2, class_color(9)}, {3, {243, 245, 247}}}) {
        CHECK(drawn.pixels[3 * place] == one.red);
        CHECK(drawn.pixels[3 * place + 1] == one.green);
        CHECK(drawn.pixels[3 * place + 2] == one.blue);
    }
    CHECK(detail::share_right(map_of({255, 255}), map_of({0, 1}), 255) == "nothing known");
}
TEST_CASE("all 256 classes have colours of their own") {
    std::set<std::string> colours;
    for (index_t k = 0; k < 256; ++k) colours.insert(class_color(k).text());
    CHECK(colours.size() == 256);
}
TEST_CASE("a label sheet of none, of many classes and of long names is a picture") {
    CHECK(misplaced_texts(elements(label_sheet("", {}, {}, {}).source())).empty());
    std::vector<std::string> const many(21, "a class whose name is far too long to stand beside the others there");
    std::vector<labelled_row> const rows(3, row_with({map_of({0, 1, 2, 0, 1, 2})}));
    auto const all = elements(label_sheet("Test", many, {"a network of a very long name"}, rows).source());
    CHECK(misplaced_texts(all) == std::vector<std::string>{});
}
TEST_CASE("what does not fit on a label sheet is refused by its row") {
    auto const said = [](labelled_row row) {
        return complaint([&] {
            label_sheet("", {"a"}, {"b"}, std::vector{row_with({map_of({0, 0, 0, 0, 0, 0})}), row});
        });
    };
    CHECK(said(row_with({})) == "row 1 of a sheet has 0 predictions of 1 networks");
    CHECK(said(row_with({map_of({0, 0, 0, 0})})) ==
          "labels in row 1 of a sheet are of 2 x 2 pixels, the image of 2 x 3");
}
TEST_CASE("labels that are saved are read back") {
    temporary_folder const folder;
    bitmap map(16, 16, 1);
    for (std::size_t i = 0; i < 256; ++i) map.pixels[i] = static_cast<std::uint8_t>(i);
    save_labels(map, folder / "a.png");
    std::string const bytes = contents(folder / "a.png");
    CHECK(decode_labels(std::as_bytes(std::span(bytes)), "a.png") == map);
    CHECK(complaint([&] { save_labels(bitmap(2, 2, 3), folder / "b.png"); }) ==
          "labels have one number a pixel, not 3");
    CHECK(!std::filesystem::exists(folder / "b.png"));
}
