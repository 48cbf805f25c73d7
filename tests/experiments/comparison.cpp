#include "../../examples/experiments/comparison.hpp"

#include <chrnn/data/synthetic.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace experiment;
using Catch::Contains;

namespace {

synthetic_scenes const scenes(6, 32); // labels 0 .. 5

/// A test that gave the true class of each scene this probability, and took it for another where that is below a half.
test_result said(std::vector<float> const& of_truth) {
    test_result result;
    for (std::size_t i = 0; i < of_truth.size(); ++i) {
        int const truth = static_cast<int>(i);
        bool const right = of_truth[i] >= 0.5f;
        result.items.push_back({truth, right ? truth : 7, right ? of_truth[i] : 1 - of_truth[i], of_truth[i]});
    }
    return result;
}

test_result const first = said({0.9f, 0.2f, 0.6f, 0.1f, 0.8f, 0.3f});
test_result const second = said({0.1f, 0.7f, 0.6f, 0.9f, 0.7f, 0.4f});

/// The changes of the true class's probability in the order of the picture.
std::vector<std::string> changes(comparison const& both, std::size_t count) {
    std::vector<std::string> found;
    for (auto const& one : tagged(elements(both.drawn({"", "", "A", "B"}, count).source()), "text"))
        if (one.text.starts_with("truth ")) found.push_back(one.text.substr(6));
    return found;
}

} // namespace

TEST_CASE("a comparison shows the largest gains first, then the largest losses first") {
    comparison const both(scenes, first, second);
    CHECK(changes(both, 2) == std::vector<std::string>{"10% \u2192 90%", "20% \u2192 70%", // gains
                                                       "90% \u2192 10%", "80% \u2192 70%"});
    CHECK(changes(both, 9).size() == 5); // one is the same to both
    CHECK(changes(comparison(scenes, first, first), 9).empty());
}

TEST_CASE("a comparison counts who alone is right") {
    paired_test const chance = comparison(scenes, first, second).chance();
    CHECK(chance.only_first == 1);
    CHECK(chance.only_second == 2);
    CHECK(chance.p == 1);
}

TEST_CASE("a comparison refuses tests on other images") {
    test_result fewer = second, others = second;
    fewer.items.pop_back();
    others.items[3].truth = 4;
    for (auto const& [a, b] : {std::pair{first, fewer}, {fewer, first}, {first, others}})
        CHECK_THAT(complaint([&] { comparison(scenes, a, b); }), Contains("not tested on these 6 images"));
}
