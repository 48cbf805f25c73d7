#include <chrnn/data/bad_file.hpp>
#include <chrnn/data/image_files.hpp>
#include <chrnn/data/image_folder.hpp>
#include <chrnn/data/loader.hpp>
#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

std::vector<std::string> names_of(dataset const& data) {
    std::vector<std::string> all;
    for (index_t i = 0; i < data.size(); ++i) all.push_back(data.name(i));
    return all;
}

/// Two classes, three images, and what is to be overlooked.
void write_images(temporary_folder const& folder) {
    folder.write("forest/b.PNG", encoded(any_picture(9, 12, 3), "png"));
    folder.write("forest/a.jpeg", encoded(any_picture(7, 5, 3, 1), "jpg"));
    folder.write("coast/one two.bmp", encoded(any_picture(4, 4, 1, 2), "bmp"));
    folder.write("coast/.hidden.jpg", "");
    folder.write("coast/notes.txt", "text");
    folder.write(".cache/x.jpg", "");
    folder.write("readme.jpg", "");
}

} // namespace

TEST_CASE("an image folder has a class a subfolder, classes and files in the order of their names") {
    temporary_folder const folder;
    write_images(folder);
    image_folder const data(folder.path());
    CHECK(data.classes() == std::vector<std::string>{"coast", "forest"});
    CHECK(names_of(data) == std::vector<std::string>{"coast/one two.bmp", "forest/a.jpeg", "forest/b.PNG"});
    CHECK(data.label(0) == 0);
    CHECK(data.label(1) == 1);
    CHECK(data.label(2) == 1);
    CHECK(data.rows() == 256);
    CHECK(data.columns() == 256);
}

TEST_CASE("images of a folder come resized without keeping their aspect ratio") {
    temporary_folder const folder;
    write_images(folder);
    image_folder const data(folder.path(), 16);
    CHECK(data.load(2, 3) == resize(any_picture(9, 12, 3), 16, 16));
    CHECK(data.load(2, 1) == resize(with_channels(any_picture(9, 12, 3), 1), 16, 16));
    CHECK(data.load(0, 3) == resize(with_channels(any_picture(4, 4, 1, 2), 3), 16, 16));
    CHECK_THROWS_WITH(image_folder(folder.path(), 0), Contains("side of 0 pixels"));
}

TEST_CASE("an image folder's fingerprint does not depend on where it lies") {
    temporary_folder const one, two;
    write_images(one);
    write_images(two);
    CHECK(image_folder(one.path()).fingerprint() == image_folder(two.path()).fingerprint());
    two.write("coast/more.png", encoded(any_picture(3, 3, 1), "png"));
    CHECK(image_folder(one.path()).fingerprint() != image_folder(two.path()).fingerprint());
}

TEST_CASE("labels count into the classes that are given") {
    temporary_folder const folder;
    write_images(folder);
    image_folder const data(folder.path(), 16, {"forest", "street", "coast"});
    CHECK(data.classes().size() == 3);
    CHECK(data.label(0) == 2);
    CHECK(data.label(1) == 0);
    CHECK_THROWS_WITH(image_folder(folder.path(), 16, {"coast"}),
                      Contains("forest': it is none of the 1 known classes"));
}

TEST_CASE("an image folder that is missing, empty or a file is refused with its name") {
    temporary_folder const folder;
    CHECK_THROWS_WITH(image_folder(folder / "nowhere"), Contains("nowhere': No such file"));
    CHECK_THROWS_WITH(image_folder(folder.path()), Contains(folder.path().string() + "': it has no subfolder"));
    CHECK_THROWS_WITH(image_folder(folder.write("file", "text")), Contains("file': Not a directory"));
    std::filesystem::create_directory(folder / "closed");
    std::filesystem::permissions(folder / "closed", std::filesystem::perms::none);
    if (geteuid() != 0) CHECK_THROWS_WITH(image_folder(folder / "closed"), Contains("Permission denied"));
}

TEST_CASE("a class without an image is refused with its name") {
    temporary_folder const folder;
    write_images(folder);
    std::filesystem::create_directory(folder / "street");
    CHECK_THROWS_WITH(image_folder(folder.path()), Contains("street': it has no image"));
    folder.write("street/list.txt", "text");
    CHECK_THROWS_WITH(image_folder(folder.path()), Contains("street': it has no image"));
}

TEST_CASE("links that lead in circles do no harm, other links to folders are classes") {
    temporary_folder const folder, elsewhere;
    write_images(folder);
    std::filesystem::create_directory_symlink(".", folder / "itself");
    std::filesystem::create_directory_symlink("..", folder / "above");
    std::filesystem::create_directory_symlink("/", folder / "everything");
    std::filesystem::create_symlink("round", folder / "round");
    std::filesystem::create_directory_symlink("..", folder / "coast" / "back");
    std::filesystem::create_directory_symlink("..", folder / "coast" / "back.jpg");
    CHECK(names_of(image_folder(folder.path())).size() == 3);
    elsewhere.write("x.png", encoded(any_picture(3, 3, 1), "png"));
    std::filesystem::create_directory_symlink(elsewhere.path(), folder / "linked");
    CHECK(image_folder(folder.path()).classes() == std::vector<std::string>{"coast", "forest", "linked"});
}

TEST_CASE("bad files of a folder are named in one line, and skipped or fatal by choice") {
    temporary_folder const folder;
    write_images(folder);
    auto cut = encoded(any_picture(30, 30, 3), "jpg");
    cut.erase(cut.end() - 50, cut.end());
    folder.write("coast/cut.jpg", cut);
    folder.write("coast/text.jpg", "This is no image.");
    std::filesystem::create_symlink("nowhere", folder / "coast" / "dangling.png");
    std::filesystem::create_symlink("round.png", folder / "coast" / "round.png");
    image_folder const data(folder.path(), 16);
    REQUIRE(data.size() == 7);

    loader_options options{.rows = 12, .columns = 12, .batch = 2};
    loader strict(data, {}, options);
    strict.start(0);
    CHECK_THROWS_WITH(strict.next(), "cannot read '" + (folder / "coast/cut.jpg").string() + "': it is cut short");

    std::vector<std::string> named;
    options.on_bad_file = bad_file::skip;
    options.report = [&](std::string const& message) { named.push_back(message); };
    loader lenient(data, mean_of(data, 3, bad_file::skip), options);
    for (index_t epoch = 0; epoch < 2; ++epoch) {
        std::vector<index_t> seen;
        lenient.start(epoch);
        while (auto const batch = lenient.next()) seen.insert(seen.end(), batch->items.begin(), batch->items.end());
        CHECK(seen == std::vector<index_t>{2, 5, 6});
    }
    REQUIRE(named.size() == 4);
    CHECK_THAT(named[1], Contains("coast/dangling.png': No such file"));
    CHECK_THAT(named[2], Contains("coast/round.png': "));
    CHECK_THAT(named[3], Contains("coast/text.jpg': it is not a JPEG, PNG or BMP image"));
    for (std::string const& message : named) CHECK(message.find('\n') == std::string::npos);
}
