#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("a list file gives paths under the root folder and their labels") {
    temporary_folder const folder;
    folder.write("images/a b/c.png", encoded(any_picture(5, 4, 3), "png"));
    auto const list = folder.write("list.txt", "a b/c.png 2\r\n\n  d.jpg\t0  \nlast.jpg 1");
    list_file const data(list, folder / "images", 8);
    REQUIRE(data.size() == 3);
    CHECK(data.name(0) == "a b/c.png");
    CHECK(data.name(1) == "d.jpg");
    CHECK(data.name(2) == "last.jpg");
    CHECK(data.label(0) == 2);
    CHECK(data.label(1) == 0);
    CHECK(data.label(2) == 1);
    CHECK(data.classes() == std::vector<std::string>{"0", "1", "2"});
    CHECK(data.load(0, 3) == resize(any_picture(5, 4, 3), 8, 8));
    CHECK_THROWS_WITH(data.load(1, 3), Contains("images/d.jpg': No such file"));
}

TEST_CASE("a path in a list may be absolute") {
    temporary_folder const folder;
    auto const image = folder.write("x.png", encoded(any_picture(8, 8, 1), "png"));
    list_file const data(folder.write("list.txt", image.string() + " 0\n"), "/nowhere", 8);
    CHECK(data.load(0, 1) == any_picture(8, 8, 1));
}

TEST_CASE("class names may stand in a file of their own") {
    temporary_folder const folder;
    auto const names = read_class_names(folder.write("names.txt", "coast\r\n\ntall building \n"));
    CHECK(names == std::vector<std::string>{"coast", "tall building"});
    auto const list = folder.write("list.txt", "a.jpg 1\nb.jpg 2\n");
    CHECK_THROWS_WITH(list_file(list, ".", 8, names),
                      Contains("line 2: the label 2 is too large, for there are 2 classes"));
    CHECK(list_file(folder.write("short.txt", "a.jpg 0"), ".", 8, names).classes() == names);
    CHECK_THROWS_WITH(read_class_names(folder.write("twice.txt", "a\nb\na\n")), Contains("line 3: the class 'a'"));
}

TEST_CASE("a mark of UTF-8 belongs to no line, and UTF-16 is refused") {
    temporary_folder const folder;
    auto const plain = folder.write("plain.txt", "coast\ntall building\n");
    CHECK(read_class_names(folder.write("marked.txt", "\xef\xbb\xbf"
                                                      "coast\ntall building\n")) == read_class_names(plain));
    CHECK(list_file(folder.write("list.txt", "\xef\xbb\xbf"
                                             "a.jpg 1\n"),
                    ".")
              .name(0) == "a.jpg");
    for (std::string const mark : {"\xff\xfe", "\xfe\xff"})
        CHECK_THROWS_WITH(read_class_names(folder.write("wide.txt", mark + "c")),
                          "cannot read '" + (folder / "wide.txt").string() + "': it is UTF-16 text, not UTF-8");
}

TEST_CASE("control characters of names and lines are written out in what is said of them") {
    temporary_folder const folder;
    CHECK_THROWS_WITH(list_file(folder.write("a\nb.txt", "x\x1b[2J"), "."),
                      Contains("a\\x0ab.txt'") && Contains("'x\\x1b[2J' is not a path and a label"));
    CHECK_THROWS_WITH(image_folder(folder / "no\rfolder"), Contains("no\\x0dfolder'"));
}

TEST_CASE("a hundred thousand class names are read at once") {
    temporary_folder const folder;
    std::string all;
    for (int i = 0; i < 100'000; ++i) all += std::to_string(i) + "\n";
    CHECK(read_class_names(folder.write("names.txt", all)).size() == 100'000);
}

TEST_CASE("a bad label is refused with its line") {
    temporary_folder const folder;
    auto const refused = [&](std::string const& second) {
        return list_file(folder.write("list.txt", "a.jpg 0\n\n" + second + "\nb.jpg 1\n"), ".");
    };
    for (std::string const label : {"x", "-1", "1.5", "+1", "1e3", "99999999999999999999", "0x10"})
        CHECK_THROWS_WITH(refused("c.jpg " + label), "cannot read '" + (folder / "list.txt").string() +
                                                         "': line 3: the label '" + label +
                                                         "' is not a whole number from 0");
    CHECK_THROWS_WITH(refused("c.jpg"), Contains("line 3: 'c.jpg' is not a path and a label"));
    CHECK_THROWS_WITH(refused("c.jpg 1000000"), Contains("line 3: the label 1000000 is too large"));
    CHECK_NOTHROW(refused("c.jpg 7"));
}

TEST_CASE("a list that is missing or lists nothing is refused") {
    temporary_folder const folder;
    CHECK_THROWS_WITH(list_file(folder / "none.txt", "."), Contains("none.txt': No such file"));
    CHECK_THROWS_WITH(list_file(folder.write("empty.txt", "\n \n"), "."), Contains("empty.txt': it lists no image"));
}
