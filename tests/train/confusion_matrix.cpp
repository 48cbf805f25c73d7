#include <chrnn/train/region_metrics.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

// Of six classes, 5 is never met and 3 only guessed.
std::vector<int> const truth{0, 0, 0, 1, 1, 2, 2, 2, 2, 4, 4, 0, 1, 2},
    guesses{0, 1, 0, 1, 3, 2, 2, 0, 4, 4, 1, 0, 1, 2};

confusion_matrix counted() {
    confusion_matrix all(6);
    for (std::size_t i = 0; i < truth.size(); ++i) all.add(truth[i], guesses[i]);
    return all;
}

void agree(class_figures const& found, class_figures const& expected) {
    CHECK(found.precision == Approx(expected.precision));
    CHECK(found.recall == Approx(expected.recall));
    CHECK(found.f1 == Approx(expected.f1));
    CHECK(found.iou == Approx(expected.iou));
}

} // namespace

// The numbers are those of scikit-learn 1.9.1 for these labels: precision_recall_fscore_support(truth, guesses,
// labels=range(6), zero_division=0), jaccard_score likewise with average=None; with average="macro" and "weighted" and
// no `labels`; accuracy_score and balanced_accuracy_score.
TEST_CASE("precision, recall, F1 and IoU of every class are scikit-learn's") {
    confusion_matrix const all = counted();
    agree(all.of(0), {0.75, 0.75, 0.75, 0.6});
    agree(all.of(1), {0.5, 0.6666666666666666, 0.5714285714285714, 0.4});
    agree(all.of(2), {1, 0.6, 0.75, 0.6});
    agree(all.of(3), {0, 0, 0, 0});
    agree(all.of(4), {0.5, 0.5, 0.5, 0.3333333333333333});
    agree(all.of(5), {0, 0, 0, 0});
}

TEST_CASE("the means over classes are scikit-learn's: of classes that are met, and by their items") {
    confusion_matrix const all = counted();
    agree(all.mean(), {0.55, 0.5033333333333333, 0.5142857142857142, 0.38666666666666666});
    agree(all.weighted_mean(), {0.75, 0.6428571428571429, 0.6760204081632654, 0.5190476190476191});
    CHECK(all.accuracy() == Approx(0.6428571428571429));
    CHECK(all.balanced_accuracy() == Approx(0.6291666666666667));
}

TEST_CASE("a confusion matrix counts by truth and guess") {
    confusion_matrix const all = counted();
    CHECK(all.classes() == 6);
    CHECK(all.items() == 14);
    CHECK(all.count(2, 4) == 1);
    CHECK(all.count(4, 2) == 0);
    CHECK(all.counts()[2 * 6 + 4] == 1);
    CHECK(all.items_of(2) == 5);
    CHECK(all.taken_for(2) == 3);
    CHECK(all.items_of(3) == 0);
    CHECK(all.taken_for(3) == 1);
}

TEST_CASE("a confusion matrix of nothing has figures of 0, one of one class those of 1") {
    confusion_matrix one(1);
    agree(one.mean(), {});
    agree(one.weighted_mean(), {});
    CHECK(one.accuracy() == 0);
    CHECK(one.balanced_accuracy() == 0);
    one.add(0, 0, 3);
    CHECK(one.items() == 3);
    agree(one.mean(), {1, 1, 1, 1});
    agree(one.weighted_mean(), {1, 1, 1, 1});
    CHECK(one.balanced_accuracy() == 1);
}

TEST_CASE("a confusion matrix refuses what is no class and counts nothing of it") {
    confusion_matrix two(2);
    CHECK(complaint([&] { two.add(2, 0); }) == "a label is 2, but there are 2 classes");
    CHECK(complaint([&] { two.add(0, -1); }) == "a label is -1, but there are 2 classes");
    CHECK(complaint([] { confusion_matrix(0); }) == "there cannot be 0 classes");
    CHECK(two.items() == 0);
}

TEST_CASE("maps of labels are counted pixel by pixel, without those of the ignored label") {
    region_metrics found(6, 255), whole(6);
    std::vector<int> holes = truth, wrong = guesses;
    holes.insert(holes.begin() + 3, {255, 255});
    wrong.insert(wrong.begin() + 3, {1, 77}); // a guess where nobody looks
    found.add(holes, wrong);
    whole.add(truth, guesses);
    CHECK(std::ranges::equal(found.matrix().counts(), whole.matrix().counts()));
    CHECK(found.pixel_accuracy() == Approx(0.6428571428571429));
    CHECK(found.mean_class_accuracy() == Approx(0.6291666666666667));
    CHECK(found.mean_iou() == Approx(0.38666666666666666));
    CHECK(found.frequency_weighted_iou() == Approx(0.5190476190476191));
    CHECK(found.iou(1) == Approx(0.4));
    whole.add(truth, truth);
    CHECK(whole.matrix().items() == 28);
    CHECK(whole.iou(3) == 0);
}

TEST_CASE("a label that is ignored may be one of a class") {
    region_metrics found(3, 0);
    found.add(std::vector{0, 0, 1, 2}, std::vector{0, 1, 1, 0});
    CHECK(found.pixel_accuracy() == 0.5);
    CHECK(found.matrix().items() == 2);
    CHECK(found.iou(0) == 0); // guessed once, where it was 2
}

TEST_CASE("maps that do not fit are refused before anything is counted") {
    region_metrics found(2);
    CHECK(complaint([&] {
              found.add(std::vector{0, 1}, std::vector{0});
          }) == "a map of 1 labels cannot be compared with one of 2");
    CHECK(complaint([&] {
              found.add(std::vector{0, 2}, std::vector{0, 0});
          }) == "a label is 2, but there are 2 classes");
    CHECK(complaint([&] {
              found.add(std::vector{0, 1}, std::vector{0, -1});
          }) == "a label is -1, but there are 2 classes");
    CHECK(found.matrix().items() == 0);
    found.add(std::vector{-1, -1}, std::vector{5, 5});
    CHECK(found.mean_iou() == 0);
}
