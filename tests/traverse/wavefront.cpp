#include <chrnn/traverse/wavefront.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace chrnn;

template <grid Grid>
void check_schedule() {
    using wave = wavefront<Grid>;
    auto const regions = static_cast<std::size_t>(wave::regions);
    auto const& first = wave::first;
    REQUIRE(first.size() == static_cast<std::size_t>(Grid.rows + Grid.columns));
    CHECK(first.front() == 0);
    CHECK(first.back() == Grid.rows * Grid.columns);

    std::set<index_t> places;
    for (index_t u = 0; u < Grid.rows; ++u)
        for (index_t v = 0; v < Grid.columns; ++v) {
            index_t const place = wave::place(u, v);
            places.insert(place);
            auto const diagonal = static_cast<std::size_t>(u + v);
            REQUIRE((first[diagonal] <= place && place < first[diagonal + 1]));
        }
    CHECK(places.size() == regions);
    CHECK(*places.begin() == 0);
    CHECK(*places.rbegin() == wave::regions - 1);

    for (index_t u : {index_t{-1}, Grid.rows}) CHECK(wave::place(u, 0) == wave::none);
    for (index_t v : {index_t{-1}, Grid.columns}) CHECK(wave::place(0, v) == wave::none);

    for (std::size_t d = 0; d + 1 < first.size(); ++d) {
        REQUIRE(first[d] < first[d + 1]);
        for (index_t place = first[d]; place < first[d + 1]; ++place) {
            auto const& near = wave::neighbours[static_cast<std::size_t>(place)];
            // what is read was computed on the diagonal before; what is written is read on the next
            for (index_t before : {near.row, near.column})
                REQUIRE((before == wave::none || (before >= first[d - 1] && before < first[d])));
            for (index_t next : {near.row_next, near.column_next})
                REQUIRE((next == wave::none || (next >= first[d + 1] && next < first[d + 2])));
            if (near.row_next != wave::none)
                REQUIRE(wave::neighbours[static_cast<std::size_t>(near.row_next)].row == place);
            if (near.column_next != wave::none)
                REQUIRE(wave::neighbours[static_cast<std::size_t>(near.column_next)].column == place);
        }
    }

    for (auto const& region : wave::template region<all_directions>) {
        std::set<index_t> const seen(region.begin(), region.end());
        CHECK(seen.size() == regions);
        CHECK(*seen.rbegin() == wave::regions - 1);
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
}

TEST_CASE("a border region has no neighbour beyond the border") {
    using wave = wavefront<grid(2, 3)>;
    CHECK(wave::neighbours[0].row == wave::none);
    CHECK(wave::neighbours[0].column == wave::none);
    CHECK(wave::neighbours[5].row_next == wave::none);
    CHECK(wave::neighbours[5].column_next == wave::none);
    CHECK(wave::neighbours[5].row != wave::none);
    CHECK(wave::neighbours[5].column != wave::none);
}
