#include <chrnn/traverse/wavefront.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

/// Where a region (r, q) of an R x S grid finds its neighbours in a direction, as the table of the directions says.
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

template <grid Grid, class Directions>
void check_neighbours() {
    using wave = wavefront<Grid>;
    for (std::size_t d = 0; d < static_cast<std::size_t>(Directions::count); ++d) {
        table_row const& expected = *std::find_if(
            std::begin(table), std::end(table), [&](table_row const& one) { return one.name == Directions::names[d]; });
        auto const& region = wave::template region<Directions>[d];
        auto const region_of = [&](index_t place) {
            return place == wave::none ? wave::none : region[static_cast<std::size_t>(place)];
        };
        auto const inside = [](index_t r, index_t q) {
            return r < 0 || q < 0 || r >= Grid.rows || q >= Grid.columns ? wave::none : r * Grid.columns + q;
        };
        for (std::size_t place = 0; place < static_cast<std::size_t>(wave::regions); ++place) {
            index_t const r = region[place] / Grid.columns, q = region[place] % Grid.columns;
            auto const& near = wave::neighbours[place];
            CHECK(region_of(near.row) == inside(r + expected.row_step, q));
            CHECK(region_of(near.column) == inside(r, q + expected.column_step));
            CHECK(region_of(near.row_next) == inside(r - expected.row_step, q));
            CHECK(region_of(near.column_next) == inside(r, q - expected.column_step));
            CHECK(wave::template place_of<Directions>[d][static_cast<std::size_t>(region[place])] ==
                  static_cast<index_t>(place));
        }
    }
}

TEST_CASE("in every direction a region's neighbours are those of the table of directions") {
    check_neighbours<grid(1), all_directions>();
    check_neighbours<grid(1, 5), all_directions>();
    check_neighbours<grid(5, 1), all_directions>();
    check_neighbours<grid(6), all_directions>();
    check_neighbours<grid(4, 7), all_directions>();
    check_neighbours<grid(7, 4), directions<sw, ne>>();
    check_neighbours<grid(3), directions<nw>>();
}
