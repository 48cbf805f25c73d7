#include <chrnn/train/metrics.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {
index_t rank(std::vector<float> const& probabilities, int label) {
    return rank_of(std::span<float const>(probabilities), label);
}
} // namespace

TEST_CASE("the rank of a label is the number of classes before it") {
    CHECK(rank({0.1f, 0.5f, 0.4f}, 1) == 0);
    CHECK(rank({0.1f, 0.5f, 0.4f}, 2) == 1);
    CHECK(rank({0.1f, 0.5f, 0.4f}, 0) == 2);
}

TEST_CASE("of equal probabilities the lower class is first") {
    CHECK(rank({0.25f, 0.25f, 0.5f, 0.25f}, 0) == 1);
    CHECK(rank({0.25f, 0.25f, 0.5f, 0.25f}, 1) == 2);
    CHECK(rank({0.25f, 0.25f, 0.5f, 0.25f}, 3) == 3);
}

TEST_CASE("probabilities that are not numbers never make a prediction right") {
    CHECK(rank({NAN, NAN, NAN}, 0) == 2);
    CHECK(rank({NAN, 0.5f, 0.5f}, 1) == 1);
    CHECK(rank({0.5f, NAN, 0.5f}, 1) == 2);
}

TEST_CASE("metrics of seven classes agree with those counted by hand") {
    metrics m(7);
    auto const add = [&](std::vector<double> const& p, int label) { m.add(std::span<double const>(p), label); };
    add({0.50, 0.20, 0.10, 0.08, 0.06, 0.04, 0.02}, 0);       // right
    add({0.50, 0.20, 0.10, 0.08, 0.06, 0.04, 0.02}, 4);       // fifth
    add({0.50, 0.20, 0.10, 0.08, 0.06, 0.04, 0.02}, 5);       // sixth
    add({0.00, 0.00, 0.00, 0.00, 0.25, 0.75, 0.00}, 5);       // right
    add({0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.25}, 5); // seventh: the lower ones are before it
    CHECK(m.count() == 5);
    CHECK(m.top1() == 0.4);
    CHECK(m.top5() == 0.6);
    CHECK(m.loss() ==
          Approx((-std::log(0.5) - std::log(0.06) - std::log(0.04) - std::log(0.75) - std::log(0.125)) / 5));

    std::vector<index_t> confusion(49);
    confusion[0 * 7 + 0] = 1;
    confusion[4 * 7 + 0] = 1;
    confusion[5 * 7 + 0] = 1;
    confusion[5 * 7 + 5] = 1;
    confusion[5 * 7 + 6] = 1;
    CHECK(std::equal(confusion.begin(), confusion.end(), m.confusion().begin(), m.confusion().end()));
    CHECK(m.confusion(5, 6) == 1);
    CHECK(m.confusion(6, 5) == 0);
    CHECK(m.class_accuracy(0) == 1);
    CHECK(m.class_accuracy(4) == 0);
    CHECK(m.class_accuracy(5) == Approx(1 / 3.0));
    CHECK(m.class_accuracy(6) == 0); // has no items
    CHECK(m.mean_class_accuracy() == Approx((1 + 0 + 1 / 3.0) / 3));
}

TEST_CASE("with five classes or fewer every prediction is among the first five") {
    metrics m(3);
    std::vector<float> const p = {0.7f, 0.2f, 0.1f};
    m.add(std::span<float const>(p), 2);
    CHECK(m.top1() == 0);
    CHECK(m.top5() == 1);
}

TEST_CASE("a probability of 0 costs much but not infinitely much") {
    metrics m(2);
    std::vector<float> const p = {1, 0};
    m.add(std::span<float const>(p), 1);
    CHECK(m.loss() == Approx(126 * std::log(2)));
}

TEST_CASE("metrics of nothing are 0") {
    metrics const m(2);
    CHECK(m.count() == 0);
    CHECK(m.loss() == 0);
    CHECK(m.top1() == 0);
    CHECK(m.top5() == 0);
    CHECK(m.mean_class_accuracy() == 0);
}

TEST_CASE("metrics refuse labels and predictions that do not fit") {
    metrics m(2);
    std::vector<float> const two = {1, 0}, three = {1, 0, 0};
    CHECK_THAT(complaint([&] { m.add(std::span<float const>(two), 2); }), Contains("a label is 2"));
    CHECK_THAT(complaint([&] { m.add(std::span<float const>(two), -1); }), Contains("a label is -1"));
    CHECK_THAT(complaint([&] { m.add(std::span<float const>(three), 0); }), Contains("3 probabilities for 2 classes"));
    CHECK_THAT(complaint([] { metrics(0); }), Contains("0 classes"));
    CHECK(m.count() == 0);
}
