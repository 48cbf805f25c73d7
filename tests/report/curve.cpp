#include <chrnn/report/curve.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

curve run(std::string const& name, int epochs, double loss = 2, double accuracy = 0.8) {
    curve one{name};
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        one.epochs.push_back(epoch);
        one.loss.push_back(loss / epoch);
        one.accuracy.push_back(accuracy - accuracy / (epoch + 1));
    }
    return one;
}

std::vector<element> lines(std::vector<element> const& all, color shade) {
    std::vector<element> found;
    for (auto const& one : tagged(all, "polyline"))
        if (one.has("stroke", shade.text())) found.push_back(one);
    return found;
}

std::size_t points_of(element const& line) {
    auto const& list = line.attributes.at("points");
    return static_cast<std::size_t>(std::count(list.begin(), list.end(), ','));
}

} // namespace

TEST_CASE("ticks are round, enclose what is shown, and have short labels") {
    auto const labels = [](ticks const& all) {
        std::string text;
        for (double value : all.values) text += (text.empty() ? "" : " ") + all.label(value);
        return text;
    };
    CHECK(labels(round_ticks(0, 2.9, 6)) == "0.0 0.5 1.0 1.5 2.0 2.5 3.0");
    CHECK(labels(round_ticks(0, 100, 6)) == "0 20 40 60 80 100");
    CHECK(labels(round_ticks(-0.01, 0.09, 5)) == "-0.02 0.00 0.02 0.04 0.06 0.08 0.10");
    CHECK(labels(round_ticks(0.000013, 0.000021, 4)) == "1.2e-05 1.4e-05 1.6e-05 1.8e-05 2e-05 2.2e-05");
    CHECK(labels(round_ticks(0, 3e24, 3)) == "0 1e+24 2e+24 3e+24");
    CHECK(labels(round_ticks(1, 60, 8, true)) == "10 20 30 40 50 60");
    CHECK(labels(round_ticks(1, 6, 8, true)) == "1 2 3 4 5 6");
    CHECK(labels(round_ticks(1, 1, 8, true)) == "1");
    CHECK(labels(round_ticks(0.25, 0.75, 8, true)) == "0.3 0.4 0.5 0.6 0.7");
    CHECK(labels(round_ticks(1, 2, 8, true)) == "1 2");
    for (double low : {-1e30, -5.0, 0.0, 1e-9, 2.708, 1e6})
        for (double width : {0.0, 1e-12, 2e-10, 0.3, 7.0, 1e5, 1e31}) {
            auto const all = round_ticks(low, low + width, 6);
            CHECK(all.first() <= low + 1e-6 * all.step);
            CHECK(all.last() >= low + width - 1e-6 * all.step);
            CHECK(all.values.size() >= 2);
            CHECK(all.values.size() <= 12);
        }
}

TEST_CASE("curves show each series in both panels, with its name and its last values") {
    auto const all = elements(curve_chart("A run", {run("training", 10), run("test", 10, 3, 0.5)}).source());
    CHECK(misplaced_texts(all).empty());
    for (auto const* text :
         {"A run", "training", "test", "loss", "accuracy", "epoch", "0.200", "0.300", "72.7%", "45.5%"}) {
        INFO(text);
        CHECK(says(all, text));
    }
    for (std::size_t i : {0, 1}) {
        auto const own = lines(all, palette::line_colors[i]);
        REQUIRE(own.size() == 3); // legend, loss, accuracy
        CHECK(points_of(own[0]) == 2);
        CHECK(points_of(own[1]) == 10);
        CHECK(points_of(own[2]) == 10);
    }
}

TEST_CASE("a falling loss is drawn downward and a rising accuracy upward") {
    auto const all = elements(curve_chart("", {run("r", 2)}).source());
    auto const own = lines(all, palette::line_colors[0]);
    auto const ends = [](element const& line) {
        auto const& list = line.attributes.at("points");
        return std::pair(std::stod(list.substr(list.find(',') + 1)), std::stod(list.substr(list.rfind(',') + 1)));
    };
    CHECK(ends(own[1]).first < ends(own[1]).second);
    CHECK(ends(own[2]).first > ends(own[2]).second);
}

TEST_CASE("a value that is not finite interrupts its line and leaves no trace in the file") {
    auto one = run("r", 9);
    one.loss[4] = NAN;
    one.accuracy[8] = INFINITY;
    one.accuracy[0] = -1e200;
    std::string const source = curve_chart("", {one}).source();
    auto const own = lines(elements(source), palette::line_colors[0]);
    REQUIRE(own.size() == 4);
    CHECK(points_of(own[1]) == 4);
    CHECK(points_of(own[2]) == 4);
    CHECK(points_of(own[3]) == 7);
    CHECK_THAT(source, !Contains("nan") && !Contains("inf"));
}

TEST_CASE("curves of nothing, of one epoch, of one value, of huge values and of many series are pictures too") {
    curve flat = run("flat", 5), huge = run("huge", 5), loss_only = run("loss only", 5);
    std::fill(flat.loss.begin(), flat.loss.end(), 2.708);
    std::fill(flat.accuracy.begin(), flat.accuracy.end(), 1.0);
    for (std::size_t i = 0; i < 5; ++i) huge.loss[i] = std::pow(10, 15 * i);
    loss_only.accuracy.clear();
    std::vector<curve> many;
    for (int i = 0; i < 14; ++i)
        many.push_back(run("a long name, that of number " + std::to_string(i), 300, 2 + 0.01 * i));
    curve nowhere{"nowhere", {NAN, 2}, {1, NAN}, {}};
    for (auto const& curves : std::vector<std::vector<curve>>{{},
                                                              {{"empty"}},
                                                              {run("one", 1)},
                                                              {flat},
                                                              {huge, flat},
                                                              {loss_only},
                                                              many,
                                                              {nowhere},
                                                              {run(std::string(500, 'w'), 3)}}) {
        auto const all = elements(curve_chart(std::string(300, 'T'), curves).source());
        CHECK(misplaced_texts(all) == std::vector<std::string>{});
    }
    CHECK(says(elements(curve_chart("", {}).source()), "no values"));
    CHECK(!says(elements(curve_chart("", {}).source()), "-0"));
}

TEST_CASE("a curve may choose its color and its dashes") {
    auto one = run("r", 3);
    one.color = 2;
    one.dashed = true;
    auto const own = lines(elements(curve_chart("", {one}).source()), palette::line_colors[2]);
    REQUIRE(own.size() == 3);
    for (auto const& line : own) CHECK(line.attributes.contains("stroke-dasharray"));
}

TEST_CASE("a curve with more epochs than values is refused by name") {
    auto one = run("short one", 3);
    one.loss.pop_back();
    CHECK_THAT(complaint([&] { curve_chart("", {one}); }), Contains("curve 'short one' has 3 epochs but 2 values"));
}
