#include <chrnn/tensor/noise.hpp>
#include <chrnn/train/nearest.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

using floats = std::vector<float>;

std::vector<neighbour> nearest_of(floats const& features, floats const& query, index_t count) {
    return nearest(std::span<float const>(features), std::span<float const>(query), count);
}
std::vector<index_t> items(std::vector<neighbour> const& all) {
    std::vector<index_t> found;
    for (neighbour const& one : all) found.push_back(one.item);
    return found;
}
floats random_floats(std::size_t count, std::uint64_t seed) {
    floats all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<float>(distribution::normal{}(random_stream{seed}, i));
    return all;
}

} // namespace

TEST_CASE("the nearest vectors are those that sorting by hand gives") {
    floats const features = {5, 5, /**/ 1, 2, /**/ 1, 1, /**/ 4, 0};
    auto const found = nearest_of(features, {1, 1}, 3);
    CHECK(items(found) == std::vector<index_t>{2, 1, 3});
    CHECK(found[0].distance == 0);
    CHECK(found[1].distance == Approx(1 / 3.0));
    CHECK(found[2].distance == Approx(9 / 5.0 + 1));
    CHECK(items(nearest_of(features, {1, 1}, 9)) == std::vector<index_t>{2, 1, 3, 0});
    CHECK(nearest_of(features, {1, 1}, 0).empty());
    CHECK(nearest_of({}, {1, 1}, 5).empty());
}

TEST_CASE("of equally near vectors the lower numbers come first") {
    floats features;
    for (int i = 0; i < 50; ++i) features.push_back(i % 2 == 0 ? 3.f : 1.f);
    CHECK(items(nearest_of(features, {1}, 4)) == std::vector<index_t>{1, 3, 5, 7});
    CHECK(items(nearest_of(features, {3}, 4)) == std::vector<index_t>{0, 2, 4, 6});
}

TEST_CASE("the nearest of many vectors agree with a full sort") {
    floats const features = random_floats(7 * 300, 5), query = random_floats(7, 6);
    auto const found = nearest_of(features, query, 8), all = nearest_of(features, query, 300);
    REQUIRE(all.size() == 300);
    CHECK(std::is_sorted(all.begin(), all.end(), [](auto& a, auto& b) { return a.distance < b.distance; }));
    CHECK(items(found) == items({all.begin(), all.begin() + 8}));
    for (neighbour const& one : found) {
        auto const first = features.begin() + 7 * one.item;
        CHECK(one.distance == chi_square(std::span<float const>(&*first, 7), std::span<float const>(query)));
    }
}

TEST_CASE("features that are no whole vectors or not finite are refused") {
    CHECK_THAT(complaint([] { nearest_of({1, 2, 3}, {1, 2}, 1); }), Contains("3 features are no whole number"));
    CHECK_THAT(complaint([] { nearest_of({1, 2, 3}, {}, 1); }), Contains("vectors of 0"));
    CHECK_THAT(complaint([] { nearest_of({1, 2, 3, NAN}, {1, 2}, 1); }), Contains("feature vector 1 is not finite"));
    CHECK_THAT(complaint([] { nearest_of({INFINITY, 2}, {1, 2}, 1); }), Contains("feature vector 0 is not finite"));
}
