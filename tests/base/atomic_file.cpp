#include <chrnn/base/atomic_file.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <csignal>

#include <sys/wait.h>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

TEST_CASE("an atomic file appears whole when it is committed, and not before") {
    temporary_folder const folder;
    auto const path = folder / "weights";
    put(path, "old");
    {
        atomic_file file(path);
        file.write("new ");
        file.write(std::as_bytes(std::span("text", 4)));
        CHECK(contents(path) == "old");
        CHECK(folder.size() == 2);
        file.commit();
        CHECK(contents(path) == "new text");
    }
    CHECK(contents(path) == "new text");
    CHECK(folder.size() == 1);
}

TEST_CASE("an atomic file writes large and small pieces in their order") {
    temporary_folder const folder;
    std::string expected;
    atomic_file file(folder / "long");
    for (std::size_t bytes : {7, 300'000, 1, 262'144, 262'143, 2, 0, 1'000'000, 5}) {
        std::string const piece(bytes, static_cast<char>('a' + expected.size() % 23));
        expected += piece;
        file.write(piece);
    }
    file.commit();
    CHECK(contents(folder / "long") == expected);
}

TEST_CASE("an atomic file that is not committed leaves no trace") {
    temporary_folder const folder;
    auto const path = folder / "weights";
    { atomic_file(path).write("half of it"); }
    CHECK(folder.size() == 0);
    put(path, "old");
    { atomic_file(path).write("half of it"); }
    CHECK(contents(path) == "old");
    CHECK(folder.size() == 1);
}

TEST_CASE("when the disk is full the old file survives, the temporary file goes, and the error says why") {
    temporary_folder const folder;
    auto const path = folder / "weights";
    put(path, "old");
    for (std::size_t bytes : {10'000, 3'000'000}) { // the first fails when flushed at the end, the second on the way
        std::string const sentence = complaint([&] {
            full_disk const full(5'000);
            write_file(path, std::string(bytes, 'x'));
        });
        CHECK_THAT(sentence, Contains("cannot write '" + path.string() + "': File too large"));
        CHECK(contents(path) == "old");
        CHECK(folder.size() == 1);
    }
    write_file(path, "new");
    CHECK(contents(path) == "new");
}

TEST_CASE("an atomic file names the path and the reason when it cannot be opened") {
    temporary_folder const folder;
    CHECK_THAT(complaint([&] { write_file(folder / "missing/weights", "x"); }),
               Contains("cannot write '") && Contains("missing/weights'") && Contains("No such file or directory"));
    CHECK_THAT(complaint([&] { write_file(folder.path(), "x"); }), Contains("it is not a regular file"));
    CHECK_THAT(complaint([&] { write_file("", "x"); }), Contains("cannot write ''"));
    CHECK_THAT(complaint([&] { write_file(folder / std::string(300, 'n'), "x"); }), Contains("File name too long"));
    CHECK(folder.size() == 0);
}

TEST_CASE("an atomic file does not replace what is no regular file") {
    temporary_folder const folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK_THAT(complaint([&] { write_file(folder / "pipe", "x"); }),
               Contains("pipe'") && Contains("not a regular file"));
    CHECK(std::filesystem::is_fifo(folder / "pipe"));
    CHECK(folder.size() == 1);
}

TEST_CASE("an atomic file keeps the permissions of the file that it replaces, and follows a link to it") {
    temporary_folder const folder;
    put(folder / "real", "old");
    std::filesystem::permissions(folder / "real", std::filesystem::perms{0640});
    std::filesystem::create_symlink("real", folder / "link");
    write_file(folder / "link", "new");
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(contents(folder / "real") == "new");
    CHECK(std::filesystem::status(folder / "real").permissions() == std::filesystem::perms{0640});
}

TEST_CASE("what a killed process has left is removed by the next file for the same place, and nothing else") {
    temporary_folder const folder;
    auto const path = folder / "weights";
    ::pid_t const child = ::fork();
    if (child == 0) {
        atomic_file file(path);
        file.write(std::string(1'000'000, 'x'));
        ::kill(::getpid(), SIGKILL);
    }
    REQUIRE(child > 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    REQUIRE(folder.size() == 1);

    atomic_file alive(folder / "weights"); // of this process, and still on its way
    CHECK(folder.size() == 1);
    std::string const host = host_name(), own = std::to_string(::getpid());
    for (char const* other : {"elsewhere-1-1-0", "1", "", "x-1-1-0"})
        put(folder / (std::string("weights.partial-") + other), "");
    put(folder / ("weights.partial-" + host + "-" + own + "-1-0"), "");  // a process that had our number before us
    put(folder / ("weights2.partial-" + host + "-" + own + "-1-0"), ""); // of another file
    write_file(path, "new");
    CHECK(contents(path) == "new");
    CHECK(folder.size() == 1 + 1 + 4 + 1);
    alive.write("newer");
    alive.commit();
    CHECK(contents(path) == "newer");
}

TEST_CASE("a file is in its place even if its folder cannot be read") {
    temporary_folder const folder;
    std::filesystem::create_directory(folder / "in");
    std::filesystem::permissions(folder / "in", std::filesystem::perms{0300});
    write_file(folder / "in/weights", "new");
    std::filesystem::permissions(folder / "in", std::filesystem::perms{0700});
    CHECK(contents(folder / "in/weights") == "new");
}
