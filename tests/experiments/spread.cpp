#include "../../examples/experiments/spread.hpp"
#include "../../examples/experiments/markdown.hpp"
#include "../../examples/experiments/recipe.hpp"

#include <catch2/catch.hpp>

using namespace experiment;
using Catch::Contains;

TEST_CASE("a spread is the mean and the deviation of a sample") {
    spread const three({0.70, 0.72, 0.77});
    CHECK(three.mean == Approx(0.73));
    CHECK(three.deviation == Approx(std::sqrt((0.0009 + 0.0001 + 0.0016) / 2)));
    CHECK(three.percent() == "73.0 ± 3.6");
    CHECK(spread({0.5}).percent() == "50.0");
    CHECK(spread({-0.02, -0.02}).percent() == "-2.0 ± 0.0");
}

TEST_CASE("a Markdown table has a rule under its heading") {
    CHECK(markdown_table({{"a", "b"}, {"1", ""}}) == "| a | b |\n|---|---|\n| 1 |  |\n");
}

TEST_CASE("a setting is of one network or of all, and has one or several values") {
    setting const one = setting::from("hlstm:rate=0.05");
    CHECK(one.network == "hlstm");
    CHECK(one.which->name == "rate");
    CHECK(one.values == std::vector{0.05});
    setting const several = setting::from("clip=0,1,10");
    CHECK(several.network.empty());
    CHECK(several.values == std::vector{0.0, 1.0, 10.0});
    for (char const* text : {"", "rate", "rate=", "rate=x", "rate=0", "rate=0.1,", "rate=nan", "speed=1", "a:b:rate=1"})
        CHECK_THROWS_AS(setting::from(text), error);
    CHECK_THROWS_WITH(setting::from("decay=2"), Contains("from 0 to 1"));
}

TEST_CASE("a recipe's rule multiplies the rates of the hierarchy's layer and of its links where there is one") {
    recipe how;
    how.hierarchy = 10;
    how.links = 0.5; // five times what a hierarchy declares
    CHECK(how.rule_of<sgd>("hrnn5").multipliers == std::map<std::string, double>{{"hrnn5", 10}, {"hrnn5.link", 50}});
    CHECK(how.rule_of<sgd>("").multipliers.empty());
    how.hierarchy = 1;
    how.links = recipe::declared_links;
    CHECK(how.rule_of<sgd>("hrnn5").multipliers.empty());
    how.schedule = "plateau";
    CHECK(how.rule_of<sgd>("").schedule.name() == "plateau");
    how.schedule = "constant";
    CHECK(how.rule_of<sgd>("").schedule.at(0.5, 99) == 0.5);
}
