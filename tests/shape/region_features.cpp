#include <chrnn/shape/region_features.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;

namespace {

/// Two channels on 3x2, 2x2 and one region.
constexpr feature_shape three_scales() {
    feature_shape s(2, 3, 2);
    s.scales = 3;
    s.scale[1] = 2;
    s.scale[2] = 1;
    return s;
}

std::vector<int> features(grid regions, index_t row, index_t column) {
    std::vector<int> numbers(22); // each says where it lies
    std::iota(numbers.begin(), numbers.end(), 0);
    return region_features(std::span<int const>(numbers), three_scales(), regions, row, column);
}

} // namespace

TEST_CASE("a region's features are its numbers of all channels, scale after scale") {
    CHECK(features({3, 2}, 0, 0) == std::vector{0, 6});
    CHECK(features({3, 2}, 2, 1) == std::vector{5, 11});
    CHECK(features(2, 0, 1) == std::vector{13, 17});
    CHECK(features(2, 1, 0) == std::vector{14, 18});
    CHECK(features(1, 0, 0) == std::vector{20, 21});
}

TEST_CASE("features of a region that is not there are refused") {
    CHECK(complaint([] { features(3, 0, 0); }) == "there is no scale of 3x3 regions in 2x{3x2,2x2,1x1}");
    CHECK(complaint([] { features({3, 2}, 1, 2); }) == "there is no region (1, 2) among 3x2");
    CHECK(complaint([] { features(2, -1, 0); }) == "there is no region (-1, 0) among 2x2");
    CHECK(complaint([] { features(2, 2, 0); }) == "there is no region (2, 0) among 2x2");
    CHECK(complaint([] { features(2, 0, -1); }) == "there is no region (0, -1) among 2x2");
    std::vector<int> const numbers(21);
    CHECK(complaint([&] { region_features(std::span<int const>(numbers), three_scales(), 1, 0, 0); }) ==
          "21 numbers are no sample of 2x{3x2,2x2,1x1}, which has 22");
}
