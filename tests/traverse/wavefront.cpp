#include <chrnn/traverse/wavefront.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace chrnn;
using namespace chrnn::detail;

template <front Shape>
void check_fronts(grid extent) {
    INFO(extent.rows << "x" << extent.columns);
    wavefront<Shape> const wave{extent};
    CHECK(wave.fronts() == (Shape == front::row      ? extent.rows
                            : Shape == front::column ? extent.columns
                                                     : extent.rows + extent.columns - 1));
    CHECK(wave.first(0) == 0);
    CHECK(wave.first(wave.fronts()) == extent.rows * extent.columns);
    for (index_t d = 0; d < wave.fronts(); ++d) REQUIRE(wave.first(d) < wave.first(d + 1));

    std::set<index_t> places;
    for (index_t row = 0; row < extent.rows; ++row)
        for (index_t column = 0; column < extent.columns; ++column) {
            index_t const place = wave.place(row, column), d = wave.front_of(row, column);
            places.insert(place);
            REQUIRE((wave.first(d) <= place && place < wave.first(d + 1)));
            REQUIRE(wave.front_at(place) == d);
            REQUIRE(wave.position(place, d) == frame_position{row, column});
            // what a region reads was computed on the front before
            for (frame_position before : {frame_position{row - 1, column}, frame_position{row, column - 1}}) {
                index_t const theirs = wave.place(before.row, before.column);
                bool const is_read = Shape == front::diagonal || (Shape == front::row) == (before.column == column);
                if (is_read && theirs != wave.none) REQUIRE((wave.first(d - 1) <= theirs && theirs < wave.first(d)));
            }
            REQUIRE((wave.place(row - 1, column) == wave.none) == (row == 0));
            REQUIRE((wave.place(row, column - 1) == wave.none) == (column == 0));
        }
    CHECK(static_cast<index_t>(places.size()) == wave.regions());
    CHECK(*places.begin() == 0);
    CHECK(*places.rbegin() == wave.regions() - 1);

    for (index_t row : {index_t{-1}, extent.rows}) CHECK(wave.place(row, 0) == wave.none);
    for (index_t column : {index_t{-1}, extent.columns}) CHECK(wave.place(0, column) == wave.none);

    for (index_t d = 0; d < 4; ++d) {
        std::set<index_t> regions;
        for (index_t row = 0; row < extent.rows; ++row)
            for (index_t column = 0; column < extent.columns; ++column)
                regions.insert(wave.template region<all_directions>(d, {row, column}));
        CHECK(static_cast<index_t>(regions.size()) == wave.regions());
        CHECK(*regions.rbegin() == wave.regions() - 1);
    }
}

void check_schedule(grid extent) {
    check_fronts<front::diagonal>(extent);
    check_fronts<front::row>(extent);
    check_fronts<front::column>(extent);
}

TEST_CASE("every region has one place, behind its neighbours' and in the range of its front") {
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
