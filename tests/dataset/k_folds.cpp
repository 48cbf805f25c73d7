#include <chrnn/data/k_folds.hpp>

#include "dataset/sample_images.hpp"
#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// Of 43 items the last three are of class 2, the others of 0 and 1.
struct uneven_images : random_images {
    uneven_images() : random_images(43) {}
    int label(index_t i) const override { return i < 40 ? random_images::label(i) : 2; }
};

std::vector<std::vector<index_t>> validated(std::vector<two_parts> const& parts) {
    std::vector<std::vector<index_t>> all;
    for (auto const& one : parts) all.emplace_back(one.validation.items().begin(), one.validation.items().end());
    return all;
}
std::vector<index_t> classes_of(subset const& part) {
    std::vector<index_t> counts(3);
    for (index_t i = 0; i < part.size(); ++i) ++counts[static_cast<std::size_t>(part.label(i))];
    return counts;
}

} // namespace

TEST_CASE("every item is validated once in a repeat and trained on otherwise, in the data set's order") {
    uneven_images const whole;
    for (bool stratified : {true, false}) {
        auto const parts = k_folds(whole, 4, {.repeats = 2, .stratified = stratified});
        REQUIRE(parts.size() == 8);
        for (std::size_t repeat : {0u, 4u}) {
            std::vector<int> times(43);
            for (std::size_t i = repeat; i < repeat + 4; ++i) {
                auto const training = parts[i].training.items(), validation = parts[i].validation.items();
                CHECK((validation.size() == 10 || validation.size() == 11));
                CHECK(training.size() + validation.size() == 43);
                CHECK((std::ranges::is_sorted(training) && std::ranges::is_sorted(validation)));
                for (index_t item : validation) {
                    ++times[static_cast<std::size_t>(item)];
                    CHECK_FALSE(std::ranges::binary_search(training, item));
                }
            }
            CHECK(times == std::vector<int>(43, 1));
        }
    }
}

// scikit-learn 1.9.1: numpy.bincount of the labels in each fold of StratifiedKFold(4, shuffle=True).
TEST_CASE("the classes fall to the folds as scikit-learn's StratifiedKFold lets them") {
    uneven_images const whole;
    auto const parts = k_folds(whole, 4);
    std::vector<std::vector<index_t>> const expected{{4, 6, 1}, {4, 6, 1}, {3, 7, 1}, {3, 7, 0}};
    for (std::size_t i = 0; i < 4; ++i) CHECK(classes_of(parts[i].validation) == expected[i]);
}

TEST_CASE("folds follow from the seed, and repeats differ") {
    uneven_images const whole;
    auto const once = validated(k_folds(whole, 3)), twice = validated(k_folds(whole, 3, {.repeats = 2}));
    uneven_images const again;
    CHECK(once == validated(k_folds(again, 3)));
    CHECK(std::equal(once.begin(), once.end(), twice.begin()));
    CHECK_FALSE(std::equal(once.begin(), once.end(), twice.begin() + 3));
    CHECK(once != validated(k_folds(whole, 3, {.seed = 2})));
    CHECK(validated(k_folds(whole, 3, {.stratified = false})) != once);
    CHECK(k_folds(whole, 3, {.repeats = 0}).empty());
}

TEST_CASE("classes of one size are dealt in orders of their own") {
    struct pairs : random_images {
        pairs() : random_images(24) {}
        int label(index_t i) const override { return static_cast<int>(i % 2); }
    } const whole;
    int together = 0;
    for (auto const& one : validated(k_folds(whole, 3)))
        for (index_t i = 0; i < 24; i += 2)
            together += std::ranges::binary_search(one, i) && std::ranges::binary_search(one, i + 1);
    CHECK(together < 10); // of 12 pairs a third is expected
}

TEST_CASE("as many folds as items leave one out, and more or fewer than 2 are refused") {
    random_images const whole(5);
    auto const parts = k_folds(whole, 5);
    for (auto const& one : parts) CHECK((one.validation.size() == 1 && one.training.size() == 4));
    CHECK(complaint([&] { k_folds(whole, 6); }) == "5 items cannot be dealt to 6 folds");
    CHECK(complaint([&] { k_folds(whole, 1); }) == "5 items cannot be dealt to 1 folds");
    CHECK(complaint([&] { k_folds(whole, 2, {.repeats = -1}); }) == "a split cannot be repeated -1 times");
}
