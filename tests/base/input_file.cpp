#include <chrnn/base/input_file.hpp>

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using Catch::EndsWith;
using chrnn::detail::input_file;

namespace {

std::string text(std::vector<std::byte> const& bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

} // namespace

TEST_CASE("a file is read from its beginning in exact amounts, into new memory or one's own") {
    temporary_folder const folder;
    input_file file(folder.write("numbers", std::string("0123456789")));
    CHECK(file.left() == 10);
    CHECK(text(file.read(3)) == "012");
    std::vector<std::byte> own(4);
    file.read(own);
    CHECK(text(own) == "3456");
    CHECK(file.left() == 3);
    CHECK_THAT(complaint([&] { file.read(4); }), EndsWith("numbers': it ends 1 bytes too early"));
    CHECK_THAT(complaint([&] { file.read(own); }), EndsWith("numbers': it ends 1 bytes too early"));
    CHECK(text(file.read(3)) == "789"); // nothing was lost to what was refused
    CHECK(file.read(0).empty());
}
TEST_CASE("a file that becomes shorter while it is read says so") {
    temporary_folder const folder;
    auto const path = folder.write("numbers", std::string("0123456789"));
    input_file file(path);
    std::filesystem::resize_file(path, 4);
    CHECK_THAT(complaint([&] { file.read(10); }), EndsWith("numbers': it became shorter while it was read"));
}
TEST_CASE("what is no regular file is named at once, and nobody waits for it") {
    temporary_folder const folder;
    CHECK_THAT(complaint([&] { input_file(folder / "nothing"); }), EndsWith("nothing': No such file or directory"));
    CHECK_THAT(complaint([&] { input_file file(folder.path()); }), EndsWith("it is a folder"));
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0); // with nobody at its other end
    CHECK_THAT(complaint([&] { input_file(folder / "pipe"); }), EndsWith("pipe': it is not a regular file"));
}
