#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Labels of 4 x 6 pixels: 0, 1, and one that does not count.
bitmap map_with(std::uint8_t last = 255, index_t rows = 4) {
    bitmap map(rows, 6, 1);
    for (std::size_t i = 0; i < map.pixels.size(); ++i) map.pixels[i] = i % 2;
    map.pixels.back() = last;
    return map;
}
void write_pairs(temporary_folder const& folder) {
    folder.write("images/b.PNG", encoded(any_picture(4, 6, 3), "png"));
    folder.write("images/a.b.jpeg", encoded(any_picture(4, 6, 3, 1), "jpg"));
    folder.write("images/.hidden.jpg", "");
    folder.write("images/notes.txt", "text");
    folder.write("labels/b.png", encoded(map_with(), "png"));
    folder.write("labels/a.b.png", encoded(map_with(1), "png"));
    folder.write("labels/c.png", "without an image");
}

/// What opening the folder, or loading all of it, says; its paths count from the folder.
std::string said(temporary_folder const& folder, index_t classes = 2) {
    std::string text = complaint([&] {
        label_folder const data(folder.path(), classes);
        for (index_t i = 0; i < data.size(); ++i) load_checked(data, i, 3);
    });
    CHECK(text.find('\n') == text.npos);
    for (std::size_t at; (at = text.find(folder.path().string() + "/")) != text.npos;)
        text.erase(at, folder.path().string().size() + 1);
    return text;
}

} // namespace

TEST_CASE("a label folder has images in the order of their names, each with its labels") {
    temporary_folder const folder;
    write_pairs(folder);
    label_folder const data(folder.path(), 2);
    REQUIRE(data.size() == 2);
    CHECK(data.name(0) == "images/a.b.jpeg");
    CHECK(data.name(1) == "images/b.PNG");
    CHECK(data.classes() == std::vector<std::string>{"class 0", "class 1"});
    CHECK(data.ignored() == 255);
    labelled_image const one = load_checked(data, 1, 1);
    CHECK(one.image == with_channels(any_picture(4, 6, 3), 1));
    CHECK(one.labels == map_with());
    CHECK(load_checked(data, 0, 3).labels == map_with(1));
    CHECK(said(folder) == "");
}
TEST_CASE("the classes of a label folder may have names") {
    temporary_folder const folder;
    write_pairs(folder);
    auto const unnamed = label_folder(folder.path(), 2).fingerprint();
    folder.write("classes.txt", "road\n\nside walk\r\n");
    CHECK(label_folder(folder.path(), 2).classes() == std::vector<std::string>{"road", "side walk"});
    CHECK(label_folder(folder.path(), 2).fingerprint() != unnamed);
    CHECK(said(folder, 3) == "cannot read 'classes.txt': it names 2 classes, not 3");
}
TEST_CASE("what is odd about a label folder is said in one sentence") {
    temporary_folder const folder;
    write_pairs(folder);
    std::string outcome;
    SECTION("an image without labels") {
        folder.write("images/d.png", encoded(any_picture(4, 6, 3), "png"));
        outcome = "cannot read 'images/d.png': its labels, 'labels/d.png', are not there";
    }
    SECTION("labels that are no PNG by their name") {
        folder.write("images/d.png", encoded(any_picture(4, 6, 3), "png"));
        folder.write("labels/d.jpg", encoded(map_with(), "jpg"));
        outcome = "cannot read 'images/d.png': its labels, 'labels/d.png', are not there";
    }
    SECTION("two images of one name") {
        folder.write("images/b.bmp", encoded(any_picture(4, 6, 3), "bmp"));
        outcome = "cannot read 'images/b.bmp': 'b.PNG' has the same labels";
    }
    SECTION("labels of another size") {
        folder.write("labels/b.png", encoded(map_with(255, 5), "png"));
        outcome = "images/b.PNG has 4 x 6 pixels, but its labels are 5 x 6";
    }
    SECTION("a class beyond the last") {
        folder.write("labels/b.png", encoded(map_with(2), "png"));
        outcome = "images/b.PNG has the label 2, but there are 2 classes, counted from 0, and pixels that do not count "
                  "have the label 255";
    }
    SECTION("labels in colours") {
        folder.write("labels/b.png", encoded(any_picture(4, 6, 3), "png"));
        outcome =
            "cannot read 'labels/b.png': its pixels are colours; labels are class numbers, in a PNG of 8-bit gray "
            "or with a palette";
    }
    SECTION("no images") {
        std::filesystem::remove(folder / "images/b.PNG");
        std::filesystem::remove(folder / "images/a.b.jpeg");
        outcome = "cannot read 'images': it has no image (.jpg, .jpeg, .png or .bmp)";
    }
    SECTION("two maps of one image") {
        folder.write("labels/b.PNG", encoded(map_with(), "png"));
        outcome = "cannot read 'labels/b.png': 'b.PNG' is for the same image";
    }
    SECTION("no folder of labels") {
        std::filesystem::remove_all(folder / "labels");
        outcome = "cannot read 'labels': No such file or directory";
    }
    CHECK(said(folder) == outcome);
}
TEST_CASE("another label may be the one that does not count, and numbers that make no sense are refused") {
    temporary_folder const folder;
    write_pairs(folder);
    CHECK(load_checked(label_folder(folder.path(), 1, 1), 0, 3).labels == map_with(1));
    CHECK(complaint([&] { load_checked(label_folder(folder.path(), 1, 1), 1, 3); }) ==
          "images/b.PNG has the label 255, but there are 1 classes, counted from 0, and pixels that do not count have "
          "the label 1");
    CHECK(complaint([&] { label_folder(folder.path(), 0); }) == "the labels of pixels are of 1 to 256 classes, not 0");
    CHECK(complaint([&] { label_folder(folder.path(), 257); }) ==
          "the labels of pixels are of 1 to 256 classes, not 257");
    CHECK(complaint([&] { label_folder(folder.path(), 2, -1); }) ==
          "the label that does not count is one of 0 to 255, not -1");
}
