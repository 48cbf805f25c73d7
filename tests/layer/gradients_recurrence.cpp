#include "layer/gradient_of.hpp"

#include <chrnn/cell/gru.hpp>
#include <chrnn/cell/halved_lstm.hpp>
#include <chrnn/cell/leaky_lstm.hpp>
#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/md_lstm.hpp>
#include <chrnn/cell/peephole_lstm.hpp>
#include <chrnn/cell/selective_scan.hpp>
#include <chrnn/cell/srn.hpp>
#include <chrnn/cell/stable_lstm.hpp>
#include <chrnn/layer/hierarchy.hpp>

using namespace chrnn;

namespace {

/// A cell as a user would write it: it reads two states of each neighbour and shares a value.
struct averaging {
    static constexpr std::string_view name = "averaging";
    static constexpr gate<"mix"> mix{};
    static constexpr gate<"new"> fresh{};
    static constexpr state<"slow"> slow{};
    static constexpr state<"h"> h{};
    static constexpr shared<"m"> m{};
    static constexpr auto gates = stacked(mix, fresh);
    static constexpr auto equations = let(m = sigmoid(mix),                                          //
                                          slow = 0.4 * (row(slow) - column(slow)) + m * tanh(fresh), //
                                          h = slow * m + (1 - m) * (row(h) - 0.5 * column(h)) / sqrt(2 + slow * slow));
};

template <class Cell>
void right_on_grids() {
    gradient_is_right<recurrence<Cell>, feature_shape(3, 1, 1)>();
    gradient_is_right<recurrence<Cell>, feature_shape(3, 3, 4)>();
    gradient_is_right<recurrence<Cell, all_directions, hidden<5>>, feature_shape(2, 2, 3)>();
}
template <class Cell>
void right_on_rows_and_columns() {
    gradient_is_right<recurrence<Cell>, feature_shape(3, 1, 4)>();
    gradient_is_right<recurrence<Cell>, feature_shape(3, 4, 1)>();
}
template <class Cell>
void right_in_single_directions() {
    gradient_is_right<recurrence<Cell, directions<se>>, feature_shape(3, 3, 4)>();
    gradient_is_right<recurrence<Cell, directions<nw>>, feature_shape(3, 3, 4)>();
    gradient_is_right<recurrence<Cell, directions<ne>>, feature_shape(3, 3, 4)>();
    gradient_is_right<recurrence<Cell, directions<sw>>, feature_shape(3, 3, 4)>();
}

} // namespace

TEST_CASE("the gradient of a recurrence is right on grids of any extents, for every cell") {
    right_on_grids<srn>();
    right_on_grids<lstm>();
    right_on_grids<md_lstm>();
    right_on_grids<gru>();
    right_on_grids<halved_lstm>();
    right_on_grids<stable_lstm>();
    right_on_grids<leaky_lstm>();
    right_on_grids<peephole_lstm>();
    right_on_grids<selective_scan>();
    right_on_grids<averaging>();
}
TEST_CASE("the gradient of a recurrence is right on a row and on a column of regions") {
    right_on_rows_and_columns<srn>();
    right_on_rows_and_columns<lstm>();
    right_on_rows_and_columns<averaging>();
}
TEST_CASE("the gradient of a recurrence is right in each direction by itself") {
    right_in_single_directions<srn>();
    right_in_single_directions<lstm>();
    right_in_single_directions<averaging>();
}
TEST_CASE("the gradient of the modified CNN is right for every cell") {
    gradient_is_right<recurrence<srn, all_directions, modified>, feature_shape(3, 2, 3)>();
    gradient_is_right<recurrence<lstm, all_directions, modified>, feature_shape(3, 2, 3)>();
    gradient_is_right<recurrence<md_lstm, all_directions, modified>, feature_shape(3, 2, 3)>();
    gradient_is_right<recurrence<gru, all_directions, modified>, feature_shape(3, 2, 3)>();
    gradient_is_right<recurrence<averaging, all_directions, modified>, feature_shape(3, 2, 3)>();
}
TEST_CASE("the gradient of a recurrence is right where channels fill several packs") {
    gradient_is_right<recurrence<lstm, directions<ne, sw>>, feature_shape(11, 2, 2)>(3);
}
