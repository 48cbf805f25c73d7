#include "distance.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <vector>

using numbers = std::vector<double>;

TEST_CASE("a NaN is farther than any bound, wherever it stands") {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    for (numbers const& wrong : {numbers{nan, 2, 3}, numbers{1, nan, 3}, numbers{1, 2, nan}}) {
        CHECK(largest_difference(wrong, numbers{1, 2, 3}) == INFINITY);
        CHECK(largest_difference(numbers{1, 2, 3}, wrong) == INFINITY);
        CHECK(relative_difference(wrong, numbers{1, 2, 3}) == INFINITY);
        CHECK(relative_difference(numbers{1, 2, 3}, wrong) == INFINITY);
    }
    CHECK(farther(nan, 1) == INFINITY);
    CHECK(farther(1, nan) == INFINITY);
    CHECK(farther(1, 2) == 2);
}
TEST_CASE("differences are the largest, and relative ones in units of what is expected") {
    CHECK(largest_difference(numbers{1, -2, 4}, numbers{1, 2, 3}) == 4);
    CHECK(relative_difference(numbers{1, -2, 4}, numbers{1, 2, -8}) == 1.5);
    CHECK(relative_difference(numbers{3}, numbers{0}) == 3);
    CHECK(largest_difference(numbers{1}, numbers{1, 2}) == INFINITY);
    CHECK(largest_difference(numbers{}, numbers{}) == 0);
}
