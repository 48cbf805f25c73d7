#include <chrnn/report/dot_chart.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {
std::vector<element> circles(std::vector<element> const& all, color shade, double radius) {
    std::vector<element> found;
    for (auto const& one : tagged(all, "circle"))
        if (one.has("fill", shade.text()) && one.number("r") == radius) found.push_back(one);
    return found;
}
} // namespace

TEST_CASE("a dot chart has a dot for every value, where the axis says, and the mean of each row") {
    auto const all = elements(dot_chart("Accuracy", {"1 view", "10 views"}, "%",
                                        {{"SPP-net", {{60, 62}, {64}}}, {"C-HLSTM", {{70, 66, 68}, {}}}})
                                  .source());
    auto const one = circles(all, palette::line_colors[0], 3.6), ten = circles(all, palette::line_colors[1], 3.6);
    REQUIRE(one.size() == 5);
    REQUIRE(ten.size() == 1);
    // 60 .. 70 lie evenly: the distance from 60 to 62 is a fifth of that from 60 to 70.
    double const unit = (one[2].number("cx") - one[0].number("cx")) / 10;
    CHECK(unit > 0);
    CHECK(one[1].number("cx") - one[0].number("cx") == Approx(2 * unit).margin(0.02));
    CHECK(ten[0].number("cx") - one[0].number("cx") == Approx(4 * unit).margin(0.02));
    CHECK(one[0].number("cy") == one[1].number("cy"));
    CHECK(one[0].number("cy") < ten[0].number("cy"));
    CHECK(ten[0].number("cy") < one[2].number("cy"));
    for (char const* text : {"Accuracy", "1 view", "10 views", "SPP-net", "C-HLSTM", "61.0%", "64.0%", "68.0%"})
        CHECK(says(all, text));
    CHECK(misplaced_texts(all).empty());
}

TEST_CASE("a dot chart bears rows without values, values that are equal, long names, and no rows") {
    for (auto const& rows : std::vector<std::vector<dot_row>>{
             {}, {{"none", {{}}}}, {{"same", {{5, 5, 5}}}}, {{std::string(200, 'm'), {{-3, 2}}}}})
        CHECK(misplaced_texts(elements(dot_chart("Title", {"series"}, "", rows).source())).empty());
}

TEST_CASE("a dot chart says which row does not fit") {
    CHECK_THROWS_WITH(dot_chart("", {"a", "b"}, "", {{"thin", {{1}}}}), Contains("'thin'") && Contains("1 series"));
    CHECK_THROWS_WITH(dot_chart("", {"a"}, "", {{"odd", {{NAN}}}}), Contains("'odd' is not finite"));
    CHECK_THROWS_WITH(dot_chart("", {}, "", {}), Contains("not 0"));
}
