#include <chrnn/report/comparison_page.hpp>

#include "report/markup.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

compared_run run(std::string const& name, std::uint64_t seed, std::vector<bool> right, std::uint64_t test = 1) {
    compared_run one{
        name, seed, {{1, 0.1f, 2, 0.25f, 1.5f, 0.5f, 1, 30, 10}, {2, 0.1f, 1, 0.5f, 1.25f, 0.75f, 1, 31, 10}}};
    one.accuracy =
        static_cast<double>(std::count(right.begin(), right.end(), true)) / static_cast<double>(right.size());
    one.right = std::move(right);
    one.test = test;
    return one;
}
std::vector<bool> items(std::string const& said) {
    std::vector<bool> all;
    for (char const c : said) all.push_back(c == '1');
    return all;
}
std::vector<std::string> texts(std::vector<element> const& all, std::string const& tag) {
    std::vector<std::string> found;
    for (element const& one : tagged(all, tag)) found.push_back(one.text);
    return found;
}
using strings = std::vector<std::string>;

} // namespace

TEST_CASE("two networks that ran once are compared by McNemar's test") {
    auto const found = differences_of({run("a", 1, items("1100000000")), run("b", 1, items("0111111110"))});
    REQUIRE(found.size() == 1);
    CHECK(found[0].first == "a");
    CHECK(found[0].second == "b");
    CHECK(found[0].exact);
    CHECK(found[0].only_first == 1);
    CHECK(found[0].only_second == 7);
    CHECK(found[0].mean == Approx(0.6));
    CHECK(found[0].p == Approx(mcnemar(1, 7).p));
    CHECK(found[0].seeds == 1);
    CHECK(found[0].over_seeds == Approx(0.6));
    CHECK(!(found[0].deviation == found[0].deviation));
}

TEST_CASE("networks that ran several times are compared by the items' shares and by the seeds that both have") {
    auto const found =
        differences_of({run("a", 1, items("1100")), run("b", 1, items("1110")), run("a", 2, items("1000")),
                        run("b", 2, items("1111")), run("b", 3, items("0000"))});
    REQUIRE(found.size() == 1);
    CHECK(!found[0].exact);
    std::vector<double> const a{1, 0.5, 0, 0}, b{2.0 / 3, 2.0 / 3, 2.0 / 3, 1.0 / 3};
    CHECK(found[0].mean == Approx(difference_of(a, b).mean));
    CHECK(found[0].p == Approx(difference_of(a, b).p));
    CHECK(found[0].seeds == 2);
    CHECK(found[0].over_seeds == Approx(0.5));
    CHECK(found[0].deviation == Approx(std::sqrt(0.125)));
}

TEST_CASE("networks that were tested on other items, or not at all, are not compared") {
    CHECK(differences_of({}).empty());
    CHECK(differences_of({run("a", 1, items("11")), run("a", 2, items("10"))}).empty());
    CHECK(differences_of({run("a", 1, items("11")), run("b", 1, items("10"), 2)}).empty());
    CHECK(differences_of({run("a", 1, items("11")), run("b", 1, items("101"))}).empty());
    CHECK(differences_of({run("a", 1, {}), run("b", 1, {})}).empty());
    CHECK(differences_of({run("a", 1, items("11")), run("b", 1, items("01")), run("c", 1, items("1"))}).size() == 1);
}

TEST_CASE("the comparison's page has a row for every run, the curves together and the differences") {
    auto all = std::vector{run("spp", 1, items("1100000000")), run("<hlstm>", 1, items("0111111110"))};
    all[0].page = "spp.html";
    auto const page = markup(comparison_page("Two & two", all));
    CHECK(barriers(page) == strings{});
    CHECK(texts(page, "h2") == strings{"Runs", "Course of the trainings", "Differences"});
    CHECK(texts(page, "td") == strings{"2", "1.000", "2", "20.0%", "1:01", "2", "1.000", "2", "80.0%", "1:01", "+60.0",
                                       "0.070", "McNemar, 7 to 1", "+60.0 of 1"});
    REQUIRE(tagged(page, "a").size() > 1);
    CHECK(tagged(page, "a").back().text == "spp");
    CHECK(tagged(page, "a").back().attributes.at("href") == "spp.html");
    CHECK(tagged(page, "figure").size() == 4);
    CHECK(tagged(page, "input").empty());
    CHECK(!tagged(markup(comparison_page("", {}, false)), "input").empty());
    all.push_back(run("spp", 2, items("1100000000")));
    CHECK(barriers(markup(comparison_page("", all))) == strings{});
    CHECK(says(markup(comparison_page("", all)), "spp, seed 2"));
}
