#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("MIT Indoor 67 is read from the lists of its owners") {
    temporary_folder const folder;
    folder.write("Images/kitchen/int474.jpg", encoded(any_picture(9, 8, 3), "jpg"));
    folder.write("Images/airport_inside/airport 1.jpg", encoded(any_picture(8, 8, 3, 1), "png")); // some are no JPEGs
    folder.write("Images/kitchen/int475.jpg", encoded(any_picture(8, 8, 3, 2), "png"));
    auto const train_list = folder.write("TrainImages.txt", "kitchen/int474.jpg\nairport_inside/airport 1.jpg\n");
    auto const test_list = folder.write("TestImages.txt", "kitchen/int475.jpg");

    path_list const train(train_list, folder / "Images", 8);
    CHECK(train.classes() == std::vector<std::string>{"airport_inside", "kitchen"});
    REQUIRE(train.size() == 2);
    CHECK(train.name(0) == "kitchen/int474.jpg");
    CHECK(train.label(0) == 1);
    CHECK(train.label(1) == 0);
    CHECK(train.load(0, 3).rows == 8);
    CHECK(train.load(1, 3) == any_picture(8, 8, 3, 1));

    path_list const test(test_list, folder / "Images", 8, train.classes());
    CHECK(test.classes() == train.classes());
    REQUIRE(test.size() == 1);
    CHECK(test.label(0) == 1);
    CHECK(test.load(0, 3) == any_picture(8, 8, 3, 2));
}

TEST_CASE("SUN 397 is read from its Partitions") {
    temporary_folder const folder;
    folder.write("SUN397/a/abbey/sun_aaa.jpg", encoded(any_picture(8, 8, 3), "png"));
    folder.write("SUN397/a/apartment_building/outdoor/sun_bbb.jpg", encoded(any_picture(8, 8, 3, 1), "png"));
    auto const names = folder.write("Partitions/ClassName.txt", "/a/apartment_building/outdoor\n/a/abbey\n/z/zoo\n");
    auto const list = folder.write("Partitions/Training_01.txt",
                                   "/a/abbey/sun_aaa.jpg\r\n/a/apartment_building/outdoor/sun_bbb.jpg\r\n");
    path_list const fold(list, folder / "SUN397", 8, read_class_names(names));
    CHECK(fold.classes() == std::vector<std::string>{"a/apartment_building/outdoor", "a/abbey", "z/zoo"});
    REQUIRE(fold.size() == 2);
    CHECK(fold.label(0) == 1);
    CHECK(fold.label(1) == 0);
    CHECK(fold.load(0, 3) == any_picture(8, 8, 3));
    CHECK(fold.load(1, 3) == any_picture(8, 8, 3, 1));
    CHECK(path_list(list, folder / "SUN397", 8).classes() ==
          std::vector<std::string>{"a/abbey", "a/apartment_building/outdoor"});
}

TEST_CASE("a line that is no class and file is refused with its number") {
    temporary_folder const folder;
    for (std::string const line : {"int474.jpg", "kitchen/", "/int474.jpg", "/"}) {
        auto const list = folder.write("list.txt", "kitchen/a.jpg\r\n\r\n" + line + "\r\nkitchen/b.jpg\r\n");
        CHECK_THROWS_WITH(path_list(list, "."), "cannot read '" + list.string() + "': line 3: '" + line +
                                                    "' is not a class and a file, class/file");
    }
}

TEST_CASE("a class that is none of those given is refused with its line") {
    temporary_folder const folder;
    auto const list = folder.write("list.txt", "kitchen/a.jpg\n\nkitchem/b.jpg\n");
    CHECK_THROWS_WITH(path_list(list, ".", 8, {"kitchen", "bar"}),
                      "cannot read '" + list.string() + "': line 3: 'kitchem' is none of the 2 known classes");
    CHECK_NOTHROW(path_list(list, ".", 8));
}

TEST_CASE("a path list that is missing or empty is refused, and so is a missing image when it is asked for") {
    temporary_folder const folder;
    CHECK_THROWS_WITH(path_list(folder / "none.txt", "."), Contains("none.txt': No such file"));
    CHECK_THROWS_WITH(path_list(folder.write("empty.txt", "\r\n \n"), "."), Contains("empty.txt': it lists no image"));
    path_list const data(folder.write("list.txt", "kitchen/a.jpg\n"), folder.path(), 8);
    CHECK_THROWS_WITH(data.load(0, 3), Contains("kitchen/a.jpg': No such file"));
}
