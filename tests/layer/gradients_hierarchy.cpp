#include "layer/gradient_of.hpp"
#include "layer/oracle_comparison.hpp"

using namespace chrnn;
using comparison::pyramid_of;

namespace {

constexpr signal two = pyramid_of(3, {3, 1}), three = pyramid_of(3, {4, 2, 1}), four = pyramid_of(3, {4, 3, 2, 1}),
                 five = pyramid_of(2, {5, 4, 3, 2, 1}), oblong = pyramid_of(3, {grid(3, 5), grid(2, 3), grid(1, 2)}),
                 not_nested = pyramid_of(3, {grid(5, 3), grid(3, 2)});

template <class Cell>
void right_on_all() {
    gradient_is_right<hierarchy<Cell, all_directions, linked>, two>();
    gradient_is_right<hierarchy<Cell, all_directions, linked>, three>();
    gradient_is_right<hierarchy<Cell, all_directions, linked>, four>();
    gradient_is_right<hierarchy<Cell, all_directions, linked>, five>(1);
    gradient_is_right<hierarchy<Cell, all_directions, linked>, oblong>();
    gradient_is_right<hierarchy<Cell, all_directions, linked>, not_nested>(3);
}

} // namespace

TEST_CASE("the gradient of a linked hierarchy is right for two to five scales, square and oblong") {
    right_on_all<srn>();
    right_on_all<lstm>();
}
TEST_CASE("the gradient of a hierarchy without links is right on square and oblong scales") {
    gradient_is_right<hierarchy<srn>, four>();
    gradient_is_right<hierarchy<srn>, oblong>();
    gradient_is_right<hierarchy<lstm>, four>();
    gradient_is_right<hierarchy<lstm>, not_nested>();
}
TEST_CASE("the gradient of a linked hierarchy is right in one and in two directions, with other cells and options") {
    gradient_is_right<hierarchy<lstm, directions<ne>, linked>, three>();
    gradient_is_right<hierarchy<srn, directions<nw, sw>, linked>, three>();
    gradient_is_right<hierarchy<gru, all_directions, linked>, three>();
    gradient_is_right<hierarchy<md_lstm, all_directions, linked>, three>();
    gradient_is_right<hierarchy<lstm, all_directions, linked, modified>, three>();
    gradient_is_right<hierarchy<srn, all_directions, linked, modified>, four>();
    gradient_is_right<hierarchy<lstm, all_directions, linked, hidden<5>>, oblong>();
}
