#include <chrnn/base/partial_file.hpp>

#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>

using namespace chrnn::detail;

namespace {

/// The number and the start of a process that has ended.
std::string ended_process() {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    pid_t const child = ::fork();
    if (child == 0) { // stays until the pipe is closed
        char byte;
        ::close(ends[1]);
        ::_exit(::read(ends[0], &byte, 1) == 0 ? 0 : 1);
    }
    std::string const name = std::to_string(child) + "-" + std::to_string(start_of(child));
    ::close(ends[0]);
    ::close(ends[1]);
    ::waitpid(child, nullptr, 0);
    return name;
}
std::string own_process() { return std::to_string(::getpid()) + "-" + std::to_string(start_of(::getpid())); }

} // namespace

TEST_CASE("a process is known to have ended by its number and its start, and only on this host") {
    std::string const gone = ended_process();
    CHECK(has_ended(host_name() + "-" + gone + "-0"));
    CHECK(!has_ended(host_name() + "-" + own_process() + "-7"));
    CHECK(!has_ended("elsewhere-" + gone + "-0"));
    // Of this process' number, but from another time: it has ended, and the number was given again.
    CHECK(has_ended(host_name() + "-" + std::to_string(::getpid()) + "-1-0"));
}
TEST_CASE("what is no name of a process has not ended") {
    for (std::string const owner : {"", "-", "a", "1-2", "x-1-2-y", "1-2-3-", "-0-0-0"}) {
        INFO(owner);
        CHECK(!has_ended(owner));
        CHECK(!has_ended(host_name() + "-" + owner));
    }
}
TEST_CASE("no two partial files have one name") { CHECK(partial_name("/a/b") != partial_name("/a/b")); }
TEST_CASE("partial files of processes that have ended are removed, and no others") {
    temporary_folder const folder;
    std::string const gone = host_name() + "-" + ended_process() + "-0", own = host_name() + "-" + own_process() + "-0";
    for (std::string const& name : {"run.partial-" + gone, "run.partial-" + own, "other.partial-" + gone,
                                    std::string("run.partial-mine"), std::string("run")})
        folder.write(name, "x");
    sweep_partial_files(folder / "run");
    CHECK(folder.size() == 4);
    CHECK(!std::filesystem::exists(folder / ("run.partial-" + gone)));
    sweep_partial_files(folder / "no folder/run"); // nothing to sweep is no mistake
}
