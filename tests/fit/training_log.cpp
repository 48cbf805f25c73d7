#include <chrnn/fit/training_log.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
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
    for (std::string const& text : {std::string("\ndear diary\n"), std::string("\n"), std::string("epoch,rate\n"),
                                    std::string(1, '\0'), std::string(history_heading.substr(0, 20))}) {
        put(folder / "notes.txt", text);
        CHECK(complaint([&] { training_log(folder / "notes.txt", {}); }) != "");
        CHECK(contents(folder / "notes.txt") == text);
    }
    CHECK(folder.size() == 1);
}

TEST_CASE("a new training's log starts anew where an earlier one's stood, also behind a link") {
    temporary_folder const folder;
    put(folder / "log.csv", text_of(three));
    std::filesystem::create_symlink("log.csv", folder / "link.csv");
    training_log log(folder / "link.csv", {});
    CHECK(std::filesystem::is_symlink(folder / "link.csv"));
    CHECK(contents(folder / "log.csv") == history_heading);
    log.add(three[0]);
    CHECK(contents(folder / "log.csv") == text_of(first(1)));
}

TEST_CASE("a training log that cannot be rewritten is left as it is, and so are the files beside it") {
    temporary_folder const folder;
    put(folder / "log.csv", text_of(three));
    put(folder / "log.csv.new", "dear diary\n");
    {
        full_disk const full(20);
        CHECK_THAT(complaint([&] { training_log(folder / "log.csv", first(2)); }),
                   Contains("log.csv': File too large"));
    }
    CHECK(contents(folder / "log.csv") == text_of(three));
    training_log(folder / "log.csv", first(2));
    CHECK(contents(folder / "log.csv") == text_of(first(2)));
    CHECK(contents(folder / "log.csv.new") == "dear diary\n");
    CHECK(folder.size() == 2);
}

TEST_CASE("a training log that cannot be written is named with the reason") {
    temporary_folder const folder;
    CHECK_THAT(complaint([&] { training_log(folder / "no/log.csv", {}); }),
               Contains("no/log.csv': No such file or directory"));
    CHECK_THAT(complaint([&] { training_log(folder.path(), {}); }), Contains("': it is not a regular file"));
    training_log log(folder / "log.csv", {});
    full_disk const full(static_cast<rlim_t>(history_heading.size()));
    CHECK_THAT(complaint([&] { log.add(three[0]); }), Contains("log.csv': File too large"));
}
