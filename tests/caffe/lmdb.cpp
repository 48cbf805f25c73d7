#include "caffe/database.hpp"
#include "temporary_folder.hpp"

#include <chrnn/caffe/lmdb.hpp>

#include <catch2/catch.hpp>

#include <thread>

using Catch::Matchers::Contains;
using chrnn::detail::lmdb;

namespace {

std::string text_of(std::span<std::byte const> bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}
database_entries const three_entries{{"b", "second"}, {"a", "first"}, {"c", ""}};

} // namespace

TEST_CASE("the entries of a database come in the order of their keys, and each by its key") {
    temporary_folder const folder;
    write_database(folder / "db", three_entries);
    lmdb const data(folder / "db");
    CHECK(data.path() == folder / "db");
    database_entries found;
    data.each([&](auto const& key, auto const& value) { found.push_back({std::string(key), text_of(value)}); });
    CHECK(found == database_entries{{"a", "first"}, {"b", "second"}, {"c", ""}});
    CHECK(data.with("b", text_of) == "second");
    CHECK(data.with("c", text_of).empty());
    CHECK_THROWS_WITH(data.with("d", text_of), Contains("db'") && Contains("No matching key"));
}
TEST_CASE("a database without entries is one") {
    temporary_folder const folder;
    write_database(folder / "db", {});
    int entries = 0;
    lmdb(folder / "db").each([&](auto const&, auto const&) { ++entries; });
    CHECK(entries == 0);
}
TEST_CASE("threads read a database at once, and one process opens it twice") {
    temporary_folder const folder;
    write_database(folder / "db", three_entries);
    lmdb const data(folder / "db"), again(folder / "db");
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 4; ++i)
            readers.emplace_back([&] {
                for (int k = 0; k < 50; ++k)
                    right += data.with("a", text_of) == "first" && again.with("b", text_of) == "second";
            });
    }
    CHECK(right == 200);
}
TEST_CASE("what is no database is refused with its path") {
    temporary_folder const folder;
    CHECK_THROWS_WITH(lmdb(folder / "none"), Contains("none'") && Contains("No such file or directory"));
    std::filesystem::create_directory(folder / "empty");
    CHECK_THROWS_WITH(lmdb(folder / "empty"), Contains("empty'") && Contains("No such file or directory"));
}
