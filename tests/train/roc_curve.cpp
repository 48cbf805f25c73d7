#include <chrnn/train/roc_curve.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

// scikit-learn 1.9.1: roc_curve(labels, scores, drop_intermediate=False) and roc_auc_score(labels, scores).
TEST_CASE("the ROC curve and the area under it are scikit-learn's, equal scores included") {
    std::vector<double> const scores{0.4, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6, 0.9, 0.3, 0.1};
    std::vector<int> const labels{0, 1, 0, 1, 0, 1, 1, 1, 0, 0};
    std::vector<double> const thresholds{INFINITY, 0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.1};
    std::vector<double> const false_positives{0, 0, 0.2, 0.2, 0.4, 0.6, 0.8, 1},
        true_positives{0, 0.2, 0.4, 0.6, 1, 1, 1, 1};
    roc_curve const curve(scores, labels);
    REQUIRE(curve.points().size() == thresholds.size());
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        CHECK(curve.points()[i].threshold == thresholds[i]);
        CHECK(curve.points()[i].false_positives == false_positives[i]);
        CHECK(curve.points()[i].true_positives == true_positives[i]);
    }
    CHECK(curve.area() == Approx(0.82));
}

TEST_CASE("the area is 1 where scores part the classes, 0 the wrong way round, and a half where all are equal") {
    std::vector<int> const labels{0, 1, 0, 1};
    auto const area = [&](std::vector<double> const& scores) { return roc_curve(scores, labels).area(); };
    CHECK(area({0, INFINITY, -INFINITY, 1}) == 1);
    CHECK(area({5, 1, 4, 2}) == 0);
    CHECK(area({3, 3, 3, 3}) == 0.5);
}

TEST_CASE("a ROC curve needs both classes, numbers, and as many scores as labels") {
    auto const refusal = [](std::vector<double> const& scores, std::vector<int> const& labels) {
        return complaint([&] { roc_curve(scores, labels); });
    };
    CHECK(refusal({}, {}) == "a ROC curve needs items of both classes, not 0 of class 0 and 0 of class 1");
    CHECK(refusal({1, 2}, {1, 1}) == "a ROC curve needs items of both classes, not 0 of class 0 and 2 of class 1");
    CHECK(refusal({1, 2}, {0, 2}) == "a ROC curve is of classes 0 and 1, not of class 2");
    CHECK(refusal({1, NAN}, {0, 1}) == "a score is not a number");
    CHECK(refusal({1}, {0, 1}) == "1 scores are not those of 2 items");
}
