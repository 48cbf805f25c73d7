// Files that change, go or would stall while a loader is in the middle of an epoch.
#include <chrnn/data/loader.hpp>
#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace chrnn;
namespace fs = std::filesystem;

namespace {

constexpr index_t count = 12;

/// A grey image, by whose brightness an item is known.
std::vector<std::byte> image_of(int brightness) {
    bitmap image(4, 4, 1);
    std::fill(image.pixels.begin(), image.pixels.end(), static_cast<std::uint8_t>(brightness));
    return encoded(image, "png");
}
int brightness_of(index_t item) { return static_cast<int>(10 * item + 5); }

/// Three classes of four images.
void fill(temporary_folder const& folder) {
    for (index_t i = 0; i < count; ++i)
        folder.write(std::string(1, "abc"[i / 4]) + "/" + std::to_string(i % 4) + ".png", image_of(brightness_of(i)));
}
loader_options options(int workers, bad_file policy, index_t cache = 0) {
    return {.channels = 1,
            .rows = 4,
            .columns = 4,
            .batch = 3,
            .scale = 1,
            .workers = workers,
            .cache_bytes = cache,
            .on_bad_file = policy};
}

/// What is delivered from here on; each item with its own label, and the pixels that `brightness` has for it.
template <class Brightness>
std::vector<index_t> items_left(loader& images, Brightness const& brightness) {
    std::vector<index_t> all;
    while (auto const batch = images.next())
        for (std::size_t i = 0; i < batch->items.size(); ++i) {
            index_t const item = batch->items[i];
            CHECK(batch->targets[i] == item / 4);
            CHECK(batch->inputs[16 * i] == static_cast<float>(brightness(item)));
            all.push_back(item);
        }
    return all;
}

struct change {
    void (*make)(fs::path const&);
    char const* complaint;
};
change const changes[] = {
    {[](fs::path const& file) { fs::remove(file); }, "No such file or directory"},
    {[](fs::path const& file) { fs::resize_file(file, fs::file_size(file) / 2); }, "it is cut short"},
    {[](fs::path const& file) { fs::resize_file(file, 0); }, "it is empty"},
    {[](fs::path const& file) { put(file, "text"); }, "it is not a JPEG, PNG or BMP image"},
    {[](fs::path const& file) { fs::remove(file), fs::create_directory(file); }, "it is a folder"},
    {[](fs::path const& file) {
         fs::remove(file);
         REQUIRE(::mkfifo(file.c_str(), 0666) == 0); // to open one waits for somebody who writes
     },
     "it is not a regular file"},
};

} // namespace

TEST_CASE("a file that goes bad in the middle of an epoch is named, and the others keep their labels") {
    int const workers = GENERATE(0, 2);
    for (change const& each : changes) {
        INFO(each.complaint);
        temporary_folder const folder;
        fill(folder);
        image_folder const data(folder.path(), 4);
        auto const file = folder / "b/3.png"; // of the third batch: nobody prepares it before the second is wanted
        std::string const complaint = "cannot read '" + file.string() + "': " + each.complaint;
        std::vector<std::string> named;
        loader_options lenient = options(workers, bad_file::skip);
        lenient.report = [&](std::string const& message) { named.push_back(message); };
        loader strict(data, {}, options(workers, bad_file::fatal)), images(data, {}, lenient);
        strict.start(0), images.start(0);
        CHECK((strict.next() && images.next()));
        each.make(file);
        CHECK_THROWS_WITH(items_left(strict, brightness_of), complaint);
        CHECK(items_left(images, brightness_of) == std::vector<index_t>{3, 4, 5, 6, 8, 9, 10, 11});
        CHECK(named == std::vector{complaint});
    }
}
TEST_CASE("another image in place of a file comes with the label of its place, also where another was added") {
    int const workers = GENERATE(0, 2);
    temporary_folder const folder;
    fill(folder);
    image_folder const data(folder.path(), 4);
    loader images(data, {}, options(workers, bad_file::fatal));
    images.start(0);
    CHECK(images.next());
    folder.write("beside", image_of(200));
    fs::rename(folder / "beside", folder / "b/3.png");
    folder.write("a/00.png", image_of(0));
    CHECK(items_left(images, [](index_t item) { return item == 7 ? 200 : brightness_of(item); }).size() == 9);
}
TEST_CASE("what a loader keeps in memory needs no file any more") {
    int const workers = GENERATE(0, 2);
    temporary_folder const folder;
    fill(folder);
    image_folder const data(folder.path(), 4);
    loader images(data, {}, options(workers, bad_file::fatal, 1 << 20));
    images.start(0);
    items_left(images, brightness_of);
    for (char const* name : {"a", "b", "c"}) fs::remove_all(folder / name);
    images.start(1);
    CHECK(items_left(images, brightness_of).size() == count);
}
