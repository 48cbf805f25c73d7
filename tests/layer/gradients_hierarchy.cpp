#include "layer/gradient_of.hpp"
#include "layer/oracle_comparison.hpp"

using namespace chrnn;
using comparison::pyramid_of;

namespace {

constexpr feature_shape two = pyramid_of(3, {3, 1}), three = pyramid_of(3, {4, 2, 1}),
                        four = pyramid_of(3, {4, 3, 2, 1}), five = pyramid_of(2, {5, 4, 3, 2, 1}),
                        oblong = pyramid_of(3, {grid(3, 5), grid(2, 3), grid(1, 2)}),
                        not_nested = pyramid_of(3, {grid(5, 3), grid(3, 2)});

/// Every parameter, but only a few of its numbers: there are up to 80 of them.
template <class Layer, feature_shape In>
void right(index_t samples = 2) {
    gradient_is_right<Layer, In>(samples, 5);
}

template <class Cell>
void right_on_all() {
    right<hierarchy<Cell, all_directions, linked>, two>();
    right<hierarchy<Cell, all_directions, linked>, three>();
    right<hierarchy<Cell, all_directions, linked>, four>();
    right<hierarchy<Cell, all_directions, linked>, five>(1);
    right<hierarchy<Cell, all_directions, linked>, oblong>();
    right<hierarchy<Cell, all_directions, linked>, not_nested>(3);
}

} // namespace

TEST_CASE("the gradient of a linked hierarchy is right for two to five scales, square and oblong") {
    right_on_all<srn>();
    right_on_all<lstm>();
}
TEST_CASE("the gradient of a hierarchy without links is right on square and oblong scales") {
    right<hierarchy<srn>, four>();
    right<hierarchy<srn>, oblong>();
    right<hierarchy<lstm>, four>();
    right<hierarchy<lstm>, not_nested>();
}
TEST_CASE("the gradient of a linked hierarchy is right in one and in two directions, with other cells and options") {
    right<hierarchy<lstm, directions<ne>, linked>, three>();
    right<hierarchy<srn, directions<nw, sw>, linked>, three>();
    right<hierarchy<gru, all_directions, linked>, three>();
    right<hierarchy<md_lstm, all_directions, linked>, three>();
    right<hierarchy<lstm, all_directions, linked, modified>, three>();
    right<hierarchy<srn, all_directions, linked, modified>, four>();
    right<hierarchy<lstm, all_directions, linked, hidden<5>>, oblong>();
}
