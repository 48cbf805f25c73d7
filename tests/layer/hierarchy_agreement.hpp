/// The agreement of the recurrent layers of one cell with the oracle, case by case.
#pragma once

#include "layer/oracle_comparison.hpp"

#include <catch2/catch.hpp>

namespace comparison {

constexpr chrnn::feature_shape square = pyramid_of(5, {4, 3, 2, 1});
constexpr chrnn::feature_shape oblong = pyramid_of(5, {chrnn::grid(3, 5), chrnn::grid(2, 3), chrnn::grid(1, 2)});

template <class Layer, class Cell, class Directions, chrnn::feature_shape In>
void check_agreement(bool linked, bool modified = false, int threads = 1) {
    for (int samples : {1, 5}) {
        auto const found = against_oracle<Layer, Cell, Directions, In>(samples, linked, modified, threads);
        INFO(found.where << " in " << Directions::count << " directions, batch " << samples);
        CHECK(found.worst < 1e-10);
    }
}

template <class Cell, class Directions, chrnn::feature_shape In, class... Link>
void check_hierarchy() {
    check_agreement<chrnn::hierarchy<Cell, Directions, Link...>, Cell, Directions, In>(sizeof...(Link) > 0);
}

/// Every subset of directions on oblong grids, where a row mistaken for a column is noticed, and each and all of them
/// on square ones, with `Link` = linked or without.
template <class Cell, class... Link>
void check_every_subset() {
    using namespace chrnn;
    each_subset([]<class Directions>() { check_hierarchy<Cell, Directions, oblong, Link...>(); });
    check_hierarchy<Cell, directions<se>, square, Link...>();
    check_hierarchy<Cell, directions<nw>, square, Link...>();
    check_hierarchy<Cell, directions<ne>, square, Link...>();
    check_hierarchy<Cell, directions<sw>, square, Link...>();
    check_hierarchy<Cell, all_directions, square, Link...>();
}

template <class Cell>
void check_modified_cnn() {
    using namespace chrnn;
    check_agreement<hierarchy<Cell, all_directions, linked, modified>, Cell, all_directions, square>(true, true);
}

/// One scale: fewer channels out than in, channels that fill several packs, a row and a column of regions.
template <class Cell>
void check_recurrences() {
    using namespace chrnn;
    check_agreement<recurrence<Cell, all_directions, hidden<3>>, Cell, all_directions, feature_shape(5, 4, 2)>(false);
    check_agreement<recurrence<Cell>, Cell, all_directions, feature_shape(37, 3, 3)>(false, false, 2);
    check_agreement<recurrence<Cell>, Cell, all_directions, feature_shape(4, 1, 6)>(false);
    check_agreement<recurrence<Cell>, Cell, all_directions, feature_shape(4, 6, 1)>(false);
}

} // namespace comparison
