#include <chrnn/fit/training_log.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "io/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {
std::vector<epoch_record> const three = {{1, 0.1f, 3, 0.1f}, {2, 0.1f, 2, 0.2f}, {3, 0.01f, 1, 0.3f, 1.5f, 0.25f, 1}};

std::vector<epoch_record> first(index_t count) { return {three.begin(), three.begin() + count}; }
} // namespace

TEST_CASE("a training log holds each row as soon as it is added") {
    temporary_folder const folder;
    training_log log(folder / "log.csv", {});
    CHECK(contents(folder / "log.csv") == history_heading);
    for (index_t i = 0; i < 3; ++i) {
        log.add(three[static_cast<std::size_t>(i)]);
        CHECK(contents(folder / "log.csv") == text_of(first(i + 1)));
    }
}

TEST_CASE("a resumed training log drops the rows after the resumed epoch, whole or cut short") {
    temporary_folder const folder;
    for (std::string const& left : {text_of(three), text_of(first(2)), text_of(three).substr(0, 110), text_of(first(1)),
                                    std::string(history_heading), std::string()}) {
        put(folder / "log.csv", left);
        training_log log(folder / "log.csv", first(1));
        CHECK(contents(folder / "log.csv") == text_of(first(1)));
        log.add(three[1]);
        log.add(three[2]);
        CHECK(contents(folder / "log.csv") == text_of(three));
    }
}

TEST_CASE("a file that is no training log is refused and left as it is") {
    temporary_folder const folder;
    put(folder / "notes.txt", "dear diary\n");
    CHECK_THAT(complaint([&] { training_log(folder / "notes.txt", {}); }),
               Contains("notes.txt' is not a training log"));
    CHECK(contents(folder / "notes.txt") == "dear diary\n");
}

TEST_CASE("a training log that cannot be written is named with the reason") {
    temporary_folder const folder;
    CHECK_THAT(complaint([&] { training_log(folder / "no/log.csv", {}); }),
               Contains("no/log.csv': No such file or directory"));
    CHECK_THAT(complaint([&] { training_log(folder.path(), {}); }), Contains("': Is a directory"));
    training_log log(folder / "log.csv", {});
    full_disk const full(static_cast<rlim_t>(history_heading.size()));
    CHECK_THAT(complaint([&] { log.add(three[0]); }), Contains("log.csv': File too large"));
}
