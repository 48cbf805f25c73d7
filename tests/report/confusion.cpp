#include <chrnn/report/confusion.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

/// The fill of the cells, in rows.
std::vector<std::string> fills(std::vector<element> const& all, std::size_t classes) {
    std::vector<std::string> found;
    for (auto const& one : tagged(all, "rect"))
        if (one.has("stroke", palette::hairline.text()) && found.size() < classes * classes)
            found.push_back(one.attributes.at("fill"));
    return found;
}

} // namespace

TEST_CASE("a confusion matrix shows its counts, its recalls and its accuracy") {
    std::vector<index_t> const counts = {8, 2, 0, 1, 12, 7, 0, 0, 0};
    auto const all = elements(confusion_chart("Test", {"cat", "dog", "<bird>"}, counts).source());
    CHECK(misplaced_texts(all) == std::vector<std::string>{});
    for (auto const* text : {"Test: 66.7%", "20 of 30 images right", "8", "2", "1", "12", "7", "80%", "60%", "\u2013",
                             "cat", "<bird>", "true class", "predicted class", "recall"}) {
        INFO(text);
        CHECK(says(all, text));
    }
    CHECK(!says(all, "0"));
}

TEST_CASE("a confusion matrix is shaded by each row's shares, right ones and wrong ones apart") {
    std::vector<index_t> const counts = {30, 10, 0, 400};
    auto const all = fills(elements(confusion_chart("", {"a", "b"}, counts).source()), 2);
    CHECK(all == std::vector{confusion_shade(true, 0.75).text(), confusion_shade(false, 0.25).text(),
                             palette::white.text(), palette::blue.text()});
}

TEST_CASE("counts stand in the row of the truth and the column of the prediction") {
    std::vector<index_t> const counts = {0, 5, 0, 0};
    auto const all = elements(confusion_chart("", {"a", "b"}, counts).source());
    element count, recall;
    for (auto const& one : all) {
        if (one.text == "5") count = one;
        if (one.text == "0%") recall = one; // of the first row
    }
    CHECK(count.number("y") == Approx(recall.number("y")).margin(3));
    double right_of = 0;
    for (auto const& one : tagged(all, "rect"))
        if (one.has("fill", palette::orange.text()) && one.number("width") > 20) right_of = one.number("x");
    CHECK(count.number("x") > right_of);
}

TEST_CASE("a confusion matrix of 1 to 40 classes with names of any length stays legible") {
    for (std::size_t classes : {1, 2, 3, 10, 30, 40})
        for (auto const* name :
             {"c", "a class name", "a class name that is so long that it never seems to come to an end"}) {
            std::vector<std::string> names;
            for (std::size_t i = 0; i < classes; ++i) names.push_back(name + std::to_string(i));
            for (index_t largest : {0, 7, 150, 123456}) {
                std::vector<index_t> const counts(classes * classes, largest);
                auto const all = elements(confusion_chart("Confusion matrix", names, counts).source());
                CHECK(misplaced_texts(all) == std::vector<std::string>{});
                for (auto const& one : tagged(all, "text")) CHECK(one.number("font-size") >= 9);
            }
        }
}

TEST_CASE("a confusion matrix without an image says so") {
    std::vector<index_t> const counts(4);
    CHECK(says(elements(confusion_chart("Test", {"a", "b"}, counts).source()), "Test: no images"));
}

TEST_CASE("counts that are no confusion matrix of the classes are refused") {
    std::vector<index_t> const counts(6), negative = {1, -1, 0, 0};
    CHECK_THAT(complaint([&] { confusion_chart("", {"a", "b"}, counts); }), Contains("2 classes cannot have 6 counts"));
    CHECK_THAT(complaint([&] { confusion_chart("", {}, {}); }), Contains("0 classes"));
    CHECK_THAT(complaint([&] { confusion_chart("", {"a", "b"}, negative); }), Contains("the count -1"));
}
