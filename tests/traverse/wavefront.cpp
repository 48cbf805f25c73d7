#include <chrnn/traverse/wavefront.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace chrnn;
using namespace chrnn::detail;

template <grid Grid>
void check_schedule() {
    INFO(Grid.rows << "x" << Grid.columns);
    using wave = wavefront<Grid>;
    CHECK(wave::diagonals == Grid.rows + Grid.columns - 1);
    CHECK(wave::first(0) == 0);
    CHECK(wave::first(wave::diagonals) == Grid.rows * Grid.columns);
    for (index_t d = 0; d < wave::diagonals; ++d) REQUIRE(wave::first(d) < wave::first(d + 1));

    std::set<index_t> places;
    for (index_t row = 0; row < Grid.rows; ++row)
        for (index_t column = 0; column < Grid.columns; ++column) {
            index_t const place = wave::place(row, column), d = row + column;
            places.insert(place);
            REQUIRE((wave::first(d) <= place && place < wave::first(d + 1)));
            REQUIRE(wave::diagonal(place) == d);
            REQUIRE(wave::position(place, d) == frame_position{row, column});
            // what a region reads was computed on the diagonal before
            for (index_t before : {wave::place(row - 1, column), wave::place(row, column - 1)})
                REQUIRE((before == wave::none || (wave::first(d - 1) <= before && before < wave::first(d))));
            REQUIRE((wave::place(row - 1, column) == wave::none) == (row == 0));
            REQUIRE((wave::place(row, column - 1) == wave::none) == (column == 0));
        }
    CHECK(static_cast<index_t>(places.size()) == wave::regions);
    CHECK(*places.begin() == 0);
    CHECK(*places.rbegin() == wave::regions - 1);

    for (index_t row : {index_t{-1}, Grid.rows}) CHECK(wave::place(row, 0) == wave::none);
    for (index_t column : {index_t{-1}, Grid.columns}) CHECK(wave::place(0, column) == wave::none);

    for (index_t d = 0; d < 4; ++d) {
        std::set<index_t> regions;
        for (index_t row = 0; row < Grid.rows; ++row)
            for (index_t column = 0; column < Grid.columns; ++column)
                regions.insert(wave::template region<all_directions>(d, {row, column}));
        CHECK(static_cast<index_t>(regions.size()) == wave::regions);
        CHECK(*regions.rbegin() == wave::regions - 1);
    }
}

TEST_CASE("every region has one place, behind its neighbours' and in the range of its diagonal") {
    check_schedule<grid(1)>();
    check_schedule<grid(1, 9)>();
    check_schedule<grid(9, 1)>();
    check_schedule<grid(2)>();
    check_schedule<grid(3)>();
    check_schedule<grid(6)>();
    check_schedule<grid(4, 7)>();
    check_schedule<grid(7, 4)>();
    check_schedule<grid(64)>();
    check_schedule<grid(3, 100)>();
}

// The schedule is known at compile time.
static_assert(wavefront<grid(2, 3)>::first(2) == 3 && wavefront<grid(2, 3)>::place(1, 0) == 2 &&
              wavefront<grid(2, 3)>::place(0, 1) == 1 && wavefront<grid(2, 3)>::diagonal(4) == 2);
