#include <chrnn/traverse/wavefront.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chrnn;
using namespace chrnn::detail;

/// Where a region (r, q) finds its neighbours in a direction, as the table of the directions says.
struct table_row {
    std::string_view name;
    index_t row_step,
        column_step; ///< the row neighbour is (r + row_step, q), the column neighbour (r, q + column_step)
};
constexpr table_row table[] = {{"se", -1, -1}, {"nw", 1, 1}, {"ne", 1, -1}, {"sw", -1, 1}};

TEST_CASE("the four directions stand in the order se, nw, ne, sw") {
    CHECK(all_directions::count == 4);
    for (std::size_t d = 0; d < 4; ++d) CHECK(all_directions::names[d] == table[d].name);
    CHECK(directions<ne>::count == 1);
    CHECK(directions<ne>::names[0] == "ne");
    CHECK(directions<sw, se>::names[1] == "se");
}

template <class Directions>
void check_neighbours(grid extent) {
    wavefront<> const wave{extent};
    for (index_t d = 0; d < Directions::count; ++d) {
        table_row const& expected = *std::find_if(std::begin(table), std::end(table), [&](table_row const& one) {
            return one.name == Directions::names[static_cast<std::size_t>(d)];
        });
        auto const in_image = [&](index_t r, index_t q) {
            return r < 0 || q < 0 || r >= extent.rows || q >= extent.columns ? wavefront<>::none
                                                                             : r * extent.columns + q;
        };
        // a neighbour in the frame, as a region of the image
        auto const in_frame = [&](index_t row, index_t column) {
            return wave.place(row, column) == wavefront<>::none ? wavefront<>::none
                                                                : wave.template region<Directions>(d, {row, column});
        };
        for (index_t row = 0; row < extent.rows; ++row)
            for (index_t column = 0; column < extent.columns; ++column) {
                index_t const region = wave.template region<Directions>(d, {row, column});
                index_t const r = region / extent.columns, q = region % extent.columns;
                CHECK(in_frame(row - 1, column) == in_image(r + expected.row_step, q));
                CHECK(in_frame(row, column - 1) == in_image(r, q + expected.column_step));
                CHECK(in_frame(row + 1, column) == in_image(r - expected.row_step, q));
                CHECK(in_frame(row, column + 1) == in_image(r, q - expected.column_step));
                CHECK(wave.template place_of<Directions>(d, region) == wave.place(row, column));
            }
    }
}

TEST_CASE("in every direction a region's neighbours are those of the table of directions") {
    check_neighbours<all_directions>(grid(1));
    check_neighbours<all_directions>(grid(1, 5));
    check_neighbours<all_directions>(grid(5, 1));
    check_neighbours<all_directions>(grid(6));
    check_neighbours<all_directions>(grid(4, 7));
    check_neighbours<directions<sw, ne>>(grid(7, 4));
    check_neighbours<directions<nw>>(grid(3));
}
