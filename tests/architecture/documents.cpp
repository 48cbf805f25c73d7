#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace {

auto const top = std::filesystem::path(__FILE__).parent_path() / "../..";

/// The files that a document names: paths of sources and pictures, and documents that it links to; not what programs
/// write to out/.
std::set<std::string> files_named(std::string const& text) {
    static std::regex const path("(\\w+/)+\\w+\\.(hpp|cpp|cu|md|png|svg)|\\(\\w+\\.(md|png|svg)\\)");
    std::set<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), path), end; at != end; ++at) {
        std::string name = at->str();
        if (name.front() == '(') name = name.substr(1, name.size() - 2);
        if (!name.starts_with("out/")) all.insert(name);
    }
    return all;
}
bool is_there(std::string const& name) {
    auto const below = {"", "include", "include/chrnn", "docs"};
    return std::any_of(below.begin(), below.end(), [&](char const* in) { return exists(top / in / name); });
}
void check_document(std::filesystem::path const& document) {
    std::ifstream file(document);
    REQUIRE(file);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    for (auto const& name : files_named(text))
        if (!is_there(name)) FAIL_CHECK(document.filename().string() << " names " << name << ", which is not there");
}

} // namespace

TEST_CASE("every file that a document names is there") {
    check_document(top / "README.md");
    for (auto const& entry : std::filesystem::directory_iterator(top / "docs"))
        if (entry.path().extension() == ".md" && entry.path().stem() != "results_archive") check_document(entry);
}
TEST_CASE("the files that a text names are found") {
    CHECK(files_named("see `layer/scan.hpp`, docs/figure4.png, [names](names.md), out/a.png and a.hpp") ==
          std::set<std::string>{"layer/scan.hpp", "docs/figure4.png", "names.md"});
    CHECK(is_there("layer/scan.hpp"));
    CHECK(!is_there("layer/no_such_thing.hpp"));
}
