#include "layer/oracle_comparison.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace comparison;

namespace {

constexpr signal square = pyramid_of(5, {4, 3, 2, 1});
constexpr signal oblong = pyramid_of(5, {grid(3, 5), grid(2, 3), grid(1, 2)});

template <signal In, class Directions, class... Link>
void agrees() {
    for (int samples : {1, 5}) {
        auto const found =
            against_oracle<hierarchy<srn, Directions, Link...>, srn, Directions, In>(samples, sizeof...(Link) > 0);
        INFO(found.where << " in " << Directions::count << " directions, batch " << samples);
        CHECK(found.worst < 1e-10);
    }
}

} // namespace

TEST_CASE("the linked hierarchy of srn agrees with the oracle in every subset of directions on square grids") {
    each_subset([]<class Directions>() { agrees<square, Directions, linked>(); });
}
TEST_CASE("the hierarchy of srn without links agrees with the oracle in every subset of directions on oblong grids") {
    each_subset([]<class Directions>() { agrees<oblong, Directions>(); });
}
TEST_CASE("the linked hierarchy of srn agrees with the oracle in one, two and four directions on oblong grids") {
    agrees<oblong, directions<ne>, linked>();
    agrees<oblong, directions<nw, sw>, linked>();
    agrees<oblong, all_directions, linked>();
}
TEST_CASE("the hierarchy of srn without links agrees with the oracle in one, two and four directions on square grids") {
    agrees<square, directions<sw>>();
    agrees<square, directions<se, ne>>();
    agrees<square, all_directions>();
}
TEST_CASE("the modified CNN of srn agrees with the oracle") {
    for (int samples : {1, 5}) {
        auto const found =
            against_oracle<hierarchy<srn, all_directions, linked, modified>, srn, all_directions, square>(samples, true,
                                                                                                          true);
        INFO(found.where);
        CHECK(found.worst < 1e-10);
    }
}
TEST_CASE("a recurrence of srn with fewer channels out than in agrees with the oracle") {
    auto const found =
        against_oracle<recurrence<srn, all_directions, hidden<3>>, srn, all_directions, signal(5, 4, 2)>(3, false);
    INFO(found.where);
    CHECK(found.worst < 1e-10);
}
TEST_CASE("a recurrence of srn with channels that fill several packs agrees with the oracle") {
    auto const found =
        against_oracle<recurrence<srn, all_directions>, srn, all_directions, signal(37, 3, 3)>(2, false, false, 2);
    INFO(found.where);
    CHECK(found.worst < 1e-10);
}
TEST_CASE("a recurrence of srn on a row and on a column of regions agrees with the oracle") {
    CHECK(against_oracle<recurrence<srn>, srn, all_directions, signal(4, 1, 6)>(2, false).worst < 1e-10);
    CHECK(against_oracle<recurrence<srn>, srn, all_directions, signal(4, 6, 1)>(2, false).worst < 1e-10);
}
