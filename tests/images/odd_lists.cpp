// Lists of images as they are written: all of it works, or is named with the reason.
#include "images/oddity.hpp"

#include <sys/stat.h>

using namespace chrnn;
namespace fs = std::filesystem;

namespace {

struct odd_list {
    char const* what;
    std::string list, outcome;
};

std::string const missing = "No such file or directory, ";

odd_list const list_files[] = {
    {"a path that begins in its folder", "./beach/a.png 0", "./beach/a.png=0, "},
    {"a path that leaves its folder", "beach/../../images/beach/a.png 0", "beach/../../images/beach/a.png=0, "},
    {"a line twice", "beach/a.png 0\nbeach/a.png 0\n", "beach/a.png=0, beach/a.png=0, "},
    {"an image of two classes", "beach/a.png 0\nbeach/a.png 1\n", "beach/a.png=0, beach/a.png=1, "},
    {"a name that is not UTF-8", "beach/\xff.png 0\n",
     "beach/\xff.png: cannot read 'images/beach/\xff.png': " + missing},
    {"a folder", "beach 0", "beach: cannot read 'images/beach': it is a folder, "},
    {"a FIFO", "fifo 0", "fifo: cannot read 'images/fifo': it is not a regular file, "},
    {"a file as a folder", "beach/a.png/ 0", "beach/a.png/: cannot read 'images/beach/a.png/': Not a directory, "},
    {"a long name", std::string(256, 'a') + " 0",
     std::string(256, 'a') + ": cannot read 'images/" + std::string(256, 'a') + "': File name too long, "},
    {"quotes", "\"beach/a.png\" 0", "\"beach/a.png\": cannot read 'images/\"beach/a.png\"': " + missing},
    {"backslashes", "beach\\a.png 0", "beach\\a.png: cannot read 'images/beach\\a.png': " + missing},
    {"a comma", "beach/a.png,0", "cannot read 'list': line 1: 'beach/a.png,0' is not a path and a label"},
    {"the label first", "0 beach/a.png",
     "cannot read 'list': line 1: the label 'beach/a.png' is not a whole number from 0"},
    {"a label alone", "\n  0\n", "cannot read 'list': line 2: '0' is not a path and a label"},
    {"a head", "path label\nbeach/a.png 0",
     "cannot read 'list': line 1: the label 'label' is not a whole number from 0"},
    {"line ends of long ago", "beach/a.png 0\rbeach/a.png 0",
     "beach/a.png 0\rbeach/a.png: cannot read 'images/beach/a.png 0\\x0dbeach/a.png': " + missing},
    {"zeros", std::string("beach/a.png\0.jpg 0", 18), "cannot read 'list': it is no text, for it holds a zero"},
    {"no byte", "", "cannot read 'list': it lists no image"},
};
odd_list const path_lists[] = {
    {"paths that begin in their folder", "./beach/a.png\n/./beach/a.png\n", "beach/a.png=beach, beach/a.png=beach, "},
    {"slashes and steps too many", "beach//a.png\nbeach/../beach/a.png", "beach/a.png=beach, beach/a.png=beach, "},
    {"a path that leaves its folder", "../images/a.png",
     "cannot read 'list': line 1: '../images/a.png' is not a class and a file, class/file"},
    {"a path that ends where it begins", "beach/../a.png",
     "cannot read 'list': line 1: 'beach/../a.png' is not a class and a file, class/file"},
    {"a blank in the class", "be ach/a.png", "be ach/a.png: cannot read 'images/be ach/a.png': " + missing},
};

/// The outcome of each list, whose images are under images/.
template <class List, std::size_t N>
void check(odd_list const (&all)[N]) {
    temporary_folder const place;
    place.write("images/beach/a.png", good_image);
    REQUIRE(::mkfifo((place / "images/fifo").c_str(), 0666) == 0);
    for (odd_list const& each : all) {
        INFO(each.what);
        place.write("list", each.list);
        CHECK(outcome(place, [&] { return List(place / "list", place / "images", 4); }) == each.outcome);
    }
}

} // namespace

TEST_CASE("what stands in a list of paths and labels works or is named with the reason") {
    check<list_file>(list_files);
}
TEST_CASE("what stands in a list of paths works or is named with the reason") { check<path_list>(path_lists); }
TEST_CASE("a path that is too long for the system is quoted in part") {
    temporary_folder const place;
    list_file const data(place.write("list", std::string(5000, '/') + "a.png 0"), place.path(), 4);
    CHECK_THROWS_WITH(data.load(0, 3), "cannot read '" + std::string(300, '/') + "...': File name too long");
}
TEST_CASE("a list that is no file is refused") {
    temporary_folder const place;
    auto const opened = [&](char const* list) {
        return outcome(place, [&] { return path_list(place / list, place.path(), 4); });
    };
    REQUIRE(::mkfifo((place / "fifo").c_str(), 0666) == 0);
    fs::create_directory(place / "folder");
    place.write("image", good_image);
    CHECK(opened("fifo") == "cannot read 'fifo': it is not a regular file");
    CHECK(opened("folder") == "cannot read 'folder': it is a folder");
    CHECK(opened("image") == "cannot read 'image': it is no text, for it holds a zero");
}
TEST_CASE("a class that is given twice does not shift the others") {
    temporary_folder const place;
    place.write("sea/a.png", good_image);
    place.write("list", "sea/a.png");
    CHECK(outcome(place, [&] {
              return path_list(place / "list", place.path(), 4, {"/beach", "./beach", "sea"});
          }) == "sea/a.png=sea, ");
}
