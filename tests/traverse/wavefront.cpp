#include <chrnn/traverse/wavefront.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace chrnn;
using namespace chrnn::detail;

void check_schedule(grid extent) {
    INFO(extent.rows << "x" << extent.columns);
    wavefront<> const wave{extent};
    CHECK(wave.fronts() == extent.rows + extent.columns - 1);
    CHECK(wave.first(0) == 0);
    CHECK(wave.first(wave.fronts()) == extent.rows * extent.columns);
    for (index_t d = 0; d < wave.fronts(); ++d) REQUIRE(wave.first(d) < wave.first(d + 1));

    std::set<index_t> places;
    for (index_t row = 0; row < extent.rows; ++row)
        for (index_t column = 0; column < extent.columns; ++column) {
            index_t const place = wave.place(row, column), d = row + column;
            places.insert(place);
            REQUIRE((wave.first(d) <= place && place < wave.first(d + 1)));
            REQUIRE(wave.front_at(place) == d);
            REQUIRE(wave.position(place, d) == frame_position{row, column});
            // what a region reads was computed on the diagonal before
            for (index_t before : {wave.place(row - 1, column), wave.place(row, column - 1)})
                REQUIRE((before == wavefront<>::none || (wave.first(d - 1) <= before && before < wave.first(d))));
            REQUIRE((wave.place(row - 1, column) == wavefront<>::none) == (row == 0));
            REQUIRE((wave.place(row, column - 1) == wavefront<>::none) == (column == 0));
        }
    CHECK(static_cast<index_t>(places.size()) == wave.regions());
    CHECK(*places.begin() == 0);
    CHECK(*places.rbegin() == wave.regions() - 1);

    for (index_t row : {index_t{-1}, extent.rows}) CHECK(wave.place(row, 0) == wavefront<>::none);
    for (index_t column : {index_t{-1}, extent.columns}) CHECK(wave.place(0, column) == wavefront<>::none);

    for (index_t d = 0; d < 4; ++d) {
        std::set<index_t> regions;
        for (index_t row = 0; row < extent.rows; ++row)
            for (index_t column = 0; column < extent.columns; ++column)
                regions.insert(wave.region<all_directions>(d, {row, column}));
        CHECK(static_cast<index_t>(regions.size()) == wave.regions());
        CHECK(*regions.rbegin() == wave.regions() - 1);
    }
}

TEST_CASE("every region has one place, behind its neighbours' and in the range of its diagonal") {
    check_schedule(grid(1));
    check_schedule(grid(1, 9));
    check_schedule(grid(9, 1));
    check_schedule(grid(2));
    check_schedule(grid(3));
    check_schedule(grid(6));
    check_schedule(grid(4, 7));
    check_schedule(grid(7, 4));
    check_schedule(grid(64));
    check_schedule(grid(3, 100));
}

// The schedule is known at compile time.
constexpr wavefront<> oblong{grid(2, 3)};
static_assert(oblong.first(2) == 3 && oblong.place(1, 0) == 2 && oblong.place(0, 1) == 1 && oblong.front_at(4) == 2);
