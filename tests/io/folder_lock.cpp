#include <chrnn/io/folder_lock.hpp>

#include "complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <optional>

#include <sys/wait.h>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("a folder is one lock's at a time, of one process or of two, and the other is named") {
    temporary_folder const folder;
    auto const refusal = [&] { return complaint([&] { folder_lock{folder.path()}; }); };
    {
        folder_lock const ours(folder.path());
        CHECK(refusal() == "'" + folder.path().string() + "' is in use by 'process " + std::to_string(::getpid()) +
                               " on " + detail::host_name() + "': wait until it has ended, or choose another folder");
    }
    CHECK(folder.size() == 0);

    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    ::pid_t const child = ::fork();
    if (child == 0) {
        folder_lock const theirs(folder.path());
        static_cast<void>(::write(ready[1], "x", 1) == 1);
        for (;;) ::pause();
    }
    REQUIRE(child > 0);
    char one = 0;
    REQUIRE(::read(ready[0], &one, 1) == 1);
    CHECK_THAT(refusal(), Contains("is in use by 'process " + std::to_string(child) + " on "));
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    ::close(ready[0]), ::close(ready[1]);
    CHECK(refusal().empty());
    CHECK(folder.size() == 0);
}

TEST_CASE("a folder that cannot be locked because it is not there is named") {
    temporary_folder const folder;
    CHECK(complaint([&] { folder_lock{folder / "none"}; }) ==
          "cannot write '" + (folder / "none").string() + "': No such file or directory");
}
