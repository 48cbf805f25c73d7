#include "architecture/include_graph.hpp"

#include <catch2/catch.hpp>

namespace {
auto const headers = std::filesystem::path(__FILE__).parent_path() / "../../include";

include_graph const& library() {
    static include_graph const graph = read_includes(headers);
    return graph;
}
using none = std::vector<std::string>;
} // namespace

TEST_CASE("every header includes only its own folder and those named earlier") {
    CHECK(library().contains("chrnn/base/config.hpp"));
    CHECK(wrong_arrows(library()) == none{});
}

TEST_CASE("chrnn.hpp lists all that it brings, each header below those that it includes") {
    auto const& listed = library().at("chrnn/chrnn.hpp");
    auto const place = [&](std::string const& name) { return std::ranges::find(listed, name) - listed.begin(); };
    for (auto const& header : listed)
        for (auto const& name : library().at(header))
            if (name.starts_with("chrnn/")) {
                INFO(header << " includes " << name);
                CHECK(place(name) < place(header));
            }
}

TEST_CASE("no header includes itself through others") { CHECK(cyclic(library()) == none{}); }

TEST_CASE("only the CPU backend includes Eigen and only the CUDA backend includes CUDA") {
    CHECK(arrows(library(), [](std::string const& header, std::string const& name) {
              return (is_eigen(name) && !header.starts_with("chrnn/backend/cpu")) ||
                     (is_cuda(name) && !header.starts_with("chrnn/backend/cuda"));
          }) == none{});
}

TEST_CASE("formula, cell and traverse reach neither Eigen nor CUDA") {
    for (auto const& [header, names] : library())
        if (starts_with_any(header, {"chrnn/formula/", "chrnn/cell/", "chrnn/traverse/"}))
            for (auto const& name : reach(library(), header)) {
                INFO(header << " reaches " << name);
                CHECK(!is_eigen(name));
                CHECK(!is_cuda(name));
            }
}

TEST_CASE("chrnn.hpp reaches no heavy header of a tool") {
    auto const names = reach(library(), "chrnn/chrnn.hpp");
    CHECK(names.contains("chrnn/base/config.hpp"));
    for (auto const& name : names) {
        INFO("chrnn/chrnn.hpp reaches " << name);
        CHECK(!starts_with_any(name, {"stb/", "stb_", "nlohmann/", "CLI/", "catch2/"}));
        CHECK(name != "regex");
    }
}

TEST_CASE("every header opens with the sentence that defines its noun and guards itself") {
    for (auto const& [header, names] : library()) {
        INFO(header);
        std::ifstream file(headers / header);
        std::string line;
        std::getline(file, line);
        CHECK(line.starts_with("/// "));
        while (line.starts_with("///") && std::getline(file, line)) {
        }
        CHECK(line == "#pragma once");
    }
}

TEST_CASE("an include directive is read however it is spaced") {
    CHECK(included("#include <chrnn/base/a.hpp>") == "chrnn/base/a.hpp");
    CHECK(included("  # include \"a.hpp\" // why <b.hpp>") == "a.hpp");
    CHECK(included("#include <Eigen/Core> // products") == "Eigen/Core");
    CHECK(included("// #include <vector>") == "");
    CHECK(included("#define INCLUDE") == "");
    CHECK(included("") == "");
}

TEST_CASE("the checks of the include graph notice planted faults") {
    include_graph graph{{"chrnn/base/a.hpp", {"vector"}},
                        {"chrnn/base/b.hpp", {"chrnn/base/a.hpp"}},
                        {"chrnn/tensor/t.hpp", {"chrnn/base/b.hpp"}},
                        {"chrnn/chrnn.hpp", {"chrnn/tensor/t.hpp"}}};
    CHECK(wrong_arrows(graph) == none{});
    CHECK(cyclic(graph) == none{});
    CHECK(reach(graph, "chrnn/chrnn.hpp").contains("vector"));

    SECTION("an arrow to a later folder") { graph["chrnn/base/a.hpp"].push_back("chrnn/tensor/t.hpp"); }
    SECTION("an arrow to the umbrella") { graph["chrnn/tensor/t.hpp"].push_back("chrnn/chrnn.hpp"); }
    SECTION("an arrow to a header that is not there") { graph["chrnn/base/a.hpp"].push_back("chrnn/base/c.hpp"); }
    SECTION("an arrow to a folder without a place") {
        graph["chrnn/jungle/j.hpp"];
        graph["chrnn/chrnn.hpp"].push_back("chrnn/jungle/j.hpp");
    }
    SECTION("a cycle inside a folder") {
        graph["chrnn/base/a.hpp"].push_back("chrnn/base/b.hpp");
        CHECK(cyclic(graph) == none{"chrnn/base/a.hpp", "chrnn/base/b.hpp"});
        return;
    }
    CHECK(wrong_arrows(graph).size() == 1);
}
