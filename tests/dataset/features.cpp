#include <chrnn/data/features.hpp>

#include <catch2/catch.hpp>

#include <optional>

using namespace chrnn;

namespace {

/// Of two images in three views of two numbers, which live as long as the owner.
std::shared_ptr<std::vector<float>> const numbers =
    std::make_shared<std::vector<float>>(std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});

features_info info() { return {.views = 3, .numbers = 2, .labels = {1, 0}, .there = {true, true}}; }

} // namespace

TEST_CASE("features of a view of an image lie behind those of the view and of the image before") {
    features const all(info(), *numbers, numbers);
    CHECK(all.size() == 2);
    CHECK(all.info().labels == std::vector<int>{1, 0});
    CHECK(std::vector<float>(all.of(0, 0).begin(), all.of(0, 0).end()) == std::vector<float>{0, 1});
    CHECK(std::vector<float>(all.of(0, 2).begin(), all.of(0, 2).end()) == std::vector<float>{4, 5});
    CHECK(std::vector<float>(all.of(1, 1).begin(), all.of(1, 1).end()) == std::vector<float>{8, 9});
}
TEST_CASE("copies of features share the numbers and keep their owner") {
    auto owner = std::make_shared<std::vector<float>>(*numbers);
    std::weak_ptr<std::vector<float>> const seen = owner;
    {
        std::optional<features> first;
        first.emplace(info(), *owner, owner);
        features const copy = *first;
        owner.reset();
        CHECK(copy.of(1, 2).data() == first->of(1, 2).data());
        first.reset();
        CHECK_FALSE(seen.expired());
        CHECK(copy.of(1, 2)[1] == 11);
    }
    CHECK(seen.expired());
}
TEST_CASE("numbers that are not the features of so many images are refused") {
    CHECK_THROWS_WITH(features(info(), std::span(*numbers).first(11), numbers),
                      "11 numbers are not the features of 2 images in 3 views of 2");
    features_info without = info();
    without.there.pop_back();
    CHECK_THROWS_WITH(features(without, *numbers, numbers),
                      "12 numbers are not the features of 2 images in 3 views of 2");
    CHECK_THROWS_WITH(features({}, {}, nullptr), "there are no features");
}
