#include <chrnn/train/metrics.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

std::vector<std::vector<double>> const probabilities{
    {0.8, 0.1, 0.1}, {0.2, 0.7, 0.1}, {0.3, 0.3, 0.4}, {0.1, 0.5, 0.4},   {0.6, 0.15, 0.25},
    {1.0, 0.0, 0.0}, {0.1, 0.1, 0.8}, {0.5, 0.3, 0.2}, {0.2, 0.35, 0.45}, {0.0, 0.3, 0.7}};
std::vector<int> const labels{0, 1, 2, 2, 1, 0, 2, 0, 2, 1};

template <class Measure>
Measure measured(Measure all) {
    for (std::size_t i = 0; i < labels.size(); ++i) all.add(std::span<double const>(probabilities[i]), labels[i]);
    return all;
}

void agree(calibration const& found, std::vector<index_t> const& items, std::vector<double> const& accuracy,
           std::vector<double> const& confidence) {
    auto const table = found.table();
    REQUIRE(table.size() == items.size());
    for (std::size_t b = 0; b < items.size(); ++b) {
        CHECK(table[b].items == items[b]);
        CHECK(table[b].accuracy == Approx(accuracy[b]));
        CHECK(table[b].confidence == Approx(confidence[b]));
    }
}

} // namespace

// scikit-learn 1.9.1, with P the probabilities, y the labels: calibration_curve(P.argmax(1) == y, P.max(1), n_bins=n),
// the items counted by numpy; the errors are the mean gap by items and the largest; brier_score_loss(y, P,
// scale_by_half=False), top_k_accuracy_score(y, P, k=k).
TEST_CASE("the reliability table is scikit-learn's calibration curve") {
    auto const five = measured(calibration(5)), ten = measured(calibration(10));
    agree(five, {0, 1, 4, 4, 1}, {0, 1, 0.5, 0.75, 1}, {0, 0.4, 0.5125, 0.75, 1});
    CHECK(five.expected_error() == Approx(0.065));
    CHECK(five.maximum_error() == Approx(0.6));
    agree(ten, {0, 0, 0, 1, 3, 1, 2, 2, 0, 1}, {0, 0, 0, 1, 0.6666666666666666, 0, 0.5, 1, 0, 1},
          {0, 0, 0, 0.4, 0.48333333333333334, 0.6, 0.7, 0.8, 0, 1});
    CHECK(ten.expected_error() == Approx(0.255));
    CHECK(ten.maximum_error() == Approx(0.6));
}

TEST_CASE("the Brier score and the first k of any k are scikit-learn's") {
    auto const found = measured(metrics(3));
    CHECK(found.calibration().brier_score() == Approx(0.43899999999999995));
    CHECK(found.top(1) == 0.7);
    CHECK(found.top(2) == 0.9);
    CHECK(found.top(3) == 1);
    CHECK(found.top(4) == 1);
    CHECK(found.top(0) == 0);
    CHECK(found.top(-1) == 0);
    CHECK(found.matrix().accuracy() == 0.7);
    CHECK(found.calibration().items() == 10);
    CHECK(found.calibration().table().size() == 15);
}

TEST_CASE("calibration of nothing is 0, and a confidence that is no probability has a place") {
    calibration all(4);
    CHECK(all.expected_error() == 0);
    CHECK(all.maximum_error() == 0);
    CHECK(all.brier_score() == 0);
    std::vector<float> const unknown{NAN, NAN}, none{-1, -1}, beyond{0, 1.5f};
    for (auto const& one : {unknown, none, beyond}) all.add(std::span<float const>(one), 1);
    agree(all, {2, 0, 0, 1}, {0, 0, 0, 1}, {0, 0, 0, 1});
}

TEST_CASE("calibration refuses labels of no class and no intervals") {
    calibration all;
    std::vector<double> const p{0.5, 0.5};
    CHECK(complaint([&] { all.add(std::span(p), 2); }) == "a label is 2, but there are 2 classes");
    CHECK(complaint([] { calibration(0); }) == "there cannot be 0 intervals of confidence");
    CHECK(all.items() == 0);
}
