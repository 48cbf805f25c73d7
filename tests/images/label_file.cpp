#include <chrnn/data/label_file.hpp>
#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

std::string const map_clsloc = "n02119789 1 kit_fox\nn02100735 2 English_setter\nn02110185 3 Siberian_husky\n";

/// Four validation images as they are called, and the training folder of two of their classes.
void write_maps(temporary_folder const& folder) {
    for (int i : {3, 1, 2, 10})
        folder.write("val/ILSVRC2012_val_" + std::string(i < 10 ? "0000000" : "000000") + std::to_string(i) + ".JPEG",
                     encoded(any_picture(8, 8, 3, i), "png"));
    folder.write("val/readme.txt", "text");
    for (std::string const synset : {"n02100735", "n02119789"})
        folder.write("train/" + synset + "/" + synset + "_10026.JPEG", encoded(any_picture(8, 8, 3, 5), "jpg"));
}

} // namespace

TEST_CASE("ILSVRC 2012 is read from its training folders and its file of validation labels") {
    temporary_folder const folder;
    write_maps(folder);
    image_folder const train(folder / "train", 8);
    CHECK(train.classes() == std::vector<std::string>{"n02100735", "n02119789"});
    CHECK(train.size() == 2);

    auto const names = read_class_names(folder.write("map_clsloc.txt", map_clsloc), name_part::first_word);
    CHECK(names == std::vector<std::string>{"n02119789", "n02100735", "n02110185"});
    auto const labels = folder.write("truth.txt", "2\r\n1\r\n1\r\n2\r\n");
    label_file const test(labels, folder / "val", names, 8, train.classes());
    CHECK(test.classes() == train.classes());
    REQUIRE(test.size() == 4);
    CHECK(test.name(0) == "ILSVRC2012_val_00000001.JPEG");
    CHECK(test.name(3) == "ILSVRC2012_val_00000010.JPEG");
    std::vector<int> found;
    for (index_t i = 0; i < test.size(); ++i) found.push_back(test.label(i));
    CHECK(found == std::vector<int>{0, 1, 1, 0}); // in the order of the training folders
    CHECK(test.load(0, 3) == any_picture(8, 8, 3, 1));
    CHECK(test.load(3, 3) == any_picture(8, 8, 3, 10));

    label_file const alone(labels, folder / "val", names, 8);
    CHECK(alone.classes() == names);
    CHECK(alone.label(0) == 1);
}

TEST_CASE("the validation images of ILSVRC 2012 may come as a list of files and labels, too") {
    temporary_folder const folder;
    write_maps(folder);
    list_file const data(folder.write("val.txt", "ILSVRC2012_val_00000002.JPEG 1\nILSVRC2012_val_00000001.JPEG 0\n"),
                         folder / "val", 8, {"n02100735", "n02119789"});
    REQUIRE(data.size() == 2);
    CHECK(data.label(0) == 1);
    CHECK(data.load(0, 3) == any_picture(8, 8, 3, 2));
}

TEST_CASE("what is no number of a class is refused with its line") {
    temporary_folder const folder;
    write_maps(folder);
    for (std::string const label : {"0", "4", "-1", "x", "1.5", "1 2", "99999999999999999999"}) {
        auto const labels = folder.write("truth.txt", "1\r\n\r\n" + label + "\r\n2\r\n2\r\n");
        CHECK_THROWS_WITH(label_file(labels, folder / "val", {"a", "b", "c"}),
                          "cannot read '" + labels.string() + "': line 3: '" + label +
                              "' is not the number of a class, 1 to 3");
    }
    auto const labels = folder.write("truth.txt", "1\n2\n3\n1\n");
    CHECK_THROWS_WITH(label_file(labels, folder / "val", {"a", "b", "c"}, 8, {"b", "a"}),
                      Contains("line 3: the class 3, 'c', is none of the 2 known classes"));
}

TEST_CASE("labels and images that are not as many are refused") {
    temporary_folder const folder;
    write_maps(folder);
    auto const labels = folder.write("truth.txt", "1\n2\n1\n");
    CHECK_THROWS_WITH(label_file(labels, folder / "val", {"a", "b"}),
                      "cannot read '" + labels.string() + "': it holds 3 labels, but '" + (folder / "val").string() +
                          "' holds 4 images");
    CHECK_THROWS_WITH(label_file(labels, folder / "nowhere", {"a", "b"}), Contains("nowhere': No such file"));
    CHECK_THROWS_WITH(label_file(folder.write("empty.txt", " \r\n"), folder / "val", {"a"}),
                      Contains("empty.txt': it holds no label"));
    CHECK_THROWS_WITH(label_file(folder / "none.txt", folder / "val", {"a"}), Contains("none.txt': No such file"));
}

TEST_CASE("class names may be the first words of lines, once each") {
    temporary_folder const folder;
    auto const file = folder.write("synsets.txt", "n01 a fish\nn02\tanother\nn01 again\n");
    CHECK_THROWS_WITH(read_class_names(file, name_part::first_word), Contains("line 3: the class 'n01' is already"));
    CHECK(read_class_names(file).size() == 3);
}
