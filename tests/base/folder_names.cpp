#include <chrnn/base/folder_names.hpp>

#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace chrnn::detail;

TEST_CASE("every name in a folder is visited once, hidden ones and folders too, but not the folder and its parent") {
    temporary_folder const folder;
    for (char const* name : {"b", ".hidden", "a b", "inner/file"}) folder.write(name, "");
    std::vector<std::string> names;
    CHECK(each_name(folder.path().c_str(), [&](std::string_view name) { names.emplace_back(name); }) == 0);
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{".hidden", "a b", "b", "inner"});
}
TEST_CASE("a folder that cannot be read has the system's reason, and no names") {
    temporary_folder const folder;
    int visited = 0;
    auto const count = [&](std::string_view) { ++visited; };
    CHECK(each_name((folder / "missing").c_str(), count) == ENOENT);
    CHECK(each_name(folder.write("file", "").c_str(), count) == ENOTDIR);
    CHECK(visited == 0);
}
