#include "dataset/sample_images.hpp"

#include <chrnn/data/subset.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;
using Catch::Contains;

namespace {
std::vector<index_t> items_of(subset const& part) { return {part.items().begin(), part.items().end()}; }
} // namespace

TEST_CASE("a subset has the given items in the given order") {
    random_images const whole(10);
    subset const part(whole, {7, 2, 2});
    CHECK(part.size() == 3);
    CHECK(part.rows() == 6);
    CHECK(part.columns() == 8);
    CHECK(part.classes() == whole.classes());
    CHECK(part.name(0) == whole.name(7));
    CHECK(part.label(2) == whole.label(2));
    CHECK(part.load(0, 3) == whole.load(7, 3));
    CHECK_THROWS_WITH(subset(whole, {10}), Contains("item 10 of a data set of 10"));
    CHECK_THROWS_AS(subset(whole, {-1}), error);
}

TEST_CASE("a split gives every item to one part, each class by the same fraction, in the data set's order") {
    random_images const whole(100);
    auto const [training, validation] = split(whole, 0.2, 3);
    std::vector<index_t> all = items_of(training), aside = items_of(validation);
    CHECK(std::is_sorted(all.begin(), all.end()));
    CHECK(std::is_sorted(aside.begin(), aside.end()));
    std::map<int, int> in_whole, in_aside;
    for (index_t i = 0; i < whole.size(); ++i) ++in_whole[whole.label(i)];
    for (index_t i : aside) ++in_aside[whole.label(i)];
    for (auto const& [label, count] : in_whole) CHECK(in_aside[label] == std::lround(0.2 * count));
    all.insert(all.end(), aside.begin(), aside.end());
    std::sort(all.begin(), all.end());
    std::vector<index_t> expected(100);
    for (index_t i = 0; i < 100; ++i) expected[static_cast<std::size_t>(i)] = i;
    CHECK(all == expected);
}

TEST_CASE("a split depends on its seed and nothing else") {
    random_images const whole(100), again(100);
    CHECK(items_of(split(whole, 0.3, 1).validation) == items_of(split(again, 0.3, 1).validation));
    CHECK(items_of(split(whole, 0.3, 1).validation) != items_of(split(whole, 0.3, 2).validation));
}

TEST_CASE("a split may leave a part empty, but not be outside of nothing and all") {
    random_images const whole(9);
    CHECK(split(whole, 0).validation.size() == 0);
    CHECK(split(whole, 1).training.size() == 0);
    CHECK_THROWS_AS(split(whole, -0.1), error);
    CHECK_THROWS_AS(split(whole, 1.5), error);
    CHECK_THROWS_AS(split(whole, std::nan("")), error);
}

TEST_CASE("a split refuses a label outside the classes with the item's name") {
    struct mislabelled : random_images {
        mislabelled(int label) : random_images(9), wrong(label) {}
        int label(index_t i) const override { return i == 7 ? wrong : 0; }
        int wrong;
    };
    mislabelled const above(3), below(-1);
    CHECK_THROWS_WITH(split(above, 0.5), "image 7 has label 3, but there are 3 classes");
    CHECK_THROWS_WITH(split(below, 0.5), "image 7 has label -1, but there are 3 classes");
}

TEST_CASE("a fingerprint tells data sets of other sizes, items or orders apart") {
    random_images const whole(10);
    CHECK(whole.fingerprint() == random_images(10).fingerprint());
    CHECK(whole.fingerprint() != random_images(9).fingerprint());
    CHECK(subset(whole, {1, 2}).fingerprint() != subset(whole, {2, 1}).fingerprint());
    CHECK(subset(whole, {1, 2}).fingerprint() == subset(whole, {1, 2}).fingerprint());
}

TEST_CASE("a fingerprint is the number that checkpoints hold of old") {
    CHECK(random_images(10).fingerprint() == 0xB6A23DE25B1D4D88);
}
