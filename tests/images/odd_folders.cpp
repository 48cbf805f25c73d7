// Folders of images as they are found: all of it works, or is named with the reason.
#include <chrnn/data/folder_entries.hpp>

#include "images/oddity.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

using namespace chrnn;
namespace fs = std::filesystem;

namespace {

using folder_ref = temporary_folder const&;

/// What is put beside beach/a.png, and what comes of it all.
struct oddity {
    char const* what;
    void (*put)(folder_ref);
    std::string outcome;
};

void put_fifo(fs::path const& path) { REQUIRE(::mkfifo(path.c_str(), 0666) == 0); }
void put_socket(fs::path const& path) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    int const opened = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(opened, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0);
    ::close(opened);
}

std::string const one = "beach/a.png=beach, ", no_file = "it is not a regular file, ";
std::string const no_image = "it is not a JPEG, PNG or BMP image, ";

oddity const oddities[] = {
    {"a FIFO in place of a class", [](folder_ref f) { put_fifo(f / "sea"); }, one},
    {"a class called like an image", [](folder_ref f) { f.write("sea.jpg/b.png", good_image); },
     one + "sea.jpg/b.png=sea.jpg, "},
    {"a folder in a class, called like an image", [](folder_ref f) { f.write("beach/b.png/c.png", good_image); }, one},
    {"a link to no class", [](folder_ref f) { fs::create_symlink("nowhere", f / "sea"); },
     "cannot read 'sea': No such file or directory"},
    {"a class of hidden files", [](folder_ref f) { f.write("__MACOSX/._a.png", "x"); },
     "cannot read '__MACOSX': it has no image (.jpg, .jpeg, .png or .bmp)"},
    {"a FIFO among the images", [](folder_ref f) { put_fifo(f / "beach/b.png"); },
     one + "beach/b.png: cannot read 'beach/b.png': " + no_file},
    {"a socket among the images", [](folder_ref f) { put_socket(f / "beach/b.png"); },
     one + "beach/b.png: cannot read 'beach/b.png': " + no_file},
    {"a link to a device", [](folder_ref f) { fs::create_symlink("/dev/zero", f / "beach/b.png"); },
     one + "beach/b.png: cannot read 'beach/b.png': " + no_file},
    {"an image without a name", [](folder_ref f) { f.write("beach/.png", good_image); }, one},
    {"an image without an extension", [](folder_ref f) { f.write("beach/b", good_image); }, one},
    {"an extension in capitals that lies", [](folder_ref f) { f.write("beach/b.JpEg", good_image); },
     one + "beach/b.JpEg=beach, "},
    {"two extensions", [](folder_ref f) { f.write("beach/b.txt.bmp", good_image); }, one + "beach/b.txt.bmp=beach, "},
    {"a line feed in a name", [](folder_ref f) { f.write("beach/b\nc.png", good_image); },
     one + "beach/b\nc.png=beach, "},
    {"control characters in a bad one's name", [](folder_ref f) { f.write("beach/b\n\x1b[2J.png", "text"); },
     one + "beach/b\n\x1b[2J.png: cannot read 'beach/b\\x0a\\x1b[2J.png': " + no_image},
    {"a name that is not UTF-8", [](folder_ref f) { f.write("beach/b\xff.png", good_image); },
     one + "beach/b\xff.png=beach, "},
    {"a class that is not UTF-8", [](folder_ref f) { f.write("s\xff/b.png", good_image); },
     one + "s\xff/b.png=s\xff, "},
    {"blanks around names", [](folder_ref f) { f.write(" sea / b .png", good_image); }, " sea / b .png= sea , " + one},
    {"names that differ in case alone",
     [](folder_ref f) {
         f.write("beach/A.png", good_image);
         f.write("Beach/a.png", good_image);
     },
     "Beach/a.png=Beach, beach/A.png=beach, " + one},
    {"a long name", [](folder_ref f) { f.write("beach/" + std::string(251, 'b') + ".png", good_image); },
     one + "beach/" + std::string(251, 'b') + ".png=beach, "},
    {"one file in two classes",
     [](folder_ref f) {
         fs::create_directory(f / "sea");
         fs::create_hard_link(f / "beach/a.png", f / "sea/b.png");
         fs::create_symlink("../beach/a.png", f / "sea/c.png");
     },
     one + "sea/b.png=sea, sea/c.png=sea, "},
    {"an image of a single pixel", [](folder_ref f) { f.write("beach/b.png", encoded(any_picture(1, 1, 1), "png")); },
     one + "beach/b.png=beach, "},
    {"an image of no byte", [](folder_ref f) { f.write("beach/b.png", ""); },
     one + "beach/b.png: cannot read 'beach/b.png': it is empty, "},
    {"an image of text", [](folder_ref f) { f.write("beach/b.png", "<html>404"); },
     one + "beach/b.png: cannot read 'beach/b.png': " + no_image},
};

/// The outcome of an image folder for somebody who is not root.
std::string outcome_for_nobody(folder_ref place) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    pid_t const child = ::fork();
    if (child == 0) {
        bool const nobody = ::geteuid() != 0 || ::setuid(65534) == 0;
        std::string const text = nobody ? outcome(place, [&] { return image_folder(place.path(), 4); }) : "still root";
        ::_exit(::write(ends[1], text.data(), text.size()) == std::ssize(text) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string text(1000, ' ');
    text.resize(static_cast<std::size_t>(std::max(::read(ends[0], text.data(), text.size()), ::ssize_t{0})));
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return text;
}

} // namespace

TEST_CASE("what stands in a folder of images works or is named with the reason") {
    for (oddity const& each : oddities) {
        INFO(each.what);
        temporary_folder const place;
        place.write("beach/a.png", good_image);
        each.put(place);
        CHECK(outcome(place, [&] { return image_folder(place.path(), 4); }) == each.outcome);
    }
}
TEST_CASE("what may not be read is named with the reason") {
    struct lock {
        char const* path;
        unsigned mode;
        std::string outcome;
    };
    for (lock const& each :
         {lock{"beach/a.png", 0, "beach/a.png: cannot read 'beach/a.png': Permission denied, "},
          lock{"beach", 0, "cannot read 'beach': Permission denied"},
          lock{"beach", 0444, "beach/a.png: cannot read 'beach/a.png': Permission denied, "},
          lock{"", 0444, "cannot read 'beach': Permission denied"}, lock{"", 0, "cannot read '': Permission denied"}}) {
        INFO(each.path << " " << each.mode);
        temporary_folder const place;
        place.write("beach/a.png", good_image);
        fs::permissions(place / each.path, fs::perms(each.mode));
        CHECK(outcome_for_nobody(place) == each.outcome);
        fs::permissions(place / each.path, fs::perms::owner_all);
    }
}
