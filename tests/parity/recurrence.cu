#include "parity/agreement.hpp"

using namespace chrnn;

/// A cell that no header knows, as a user would write it.
struct mixing {
    static constexpr std::string_view name = "mixing";
    static constexpr gate<"m"> m{};
    static constexpr gate<"n"> n{};
    static constexpr shared<"take"> take{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(m, n);
    static constexpr auto equations =
        let(take = sigmoid(m), h = take * tanh(n) + (1 - take) * 0.5 * (row(h) + column(h)));
};

/// The same with parameters for each channel, which do not begin at 0.
struct peepholes {
    static constexpr std::string_view name = "peepholes";
    static constexpr gate<"i"> i{};
    static constexpr gate<"o"> o{};
    static constexpr per_channel<"p_i", 0.7> p_i{};
    static constexpr per_channel<"p_o", -0.4> p_o{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, o);
    static constexpr auto equations =
        let(c = 0.4 * (row(c) + column(c)) + tanh(i + p_i * (row(c) - column(c))), h = sigmoid(o + p_o * c) * tanh(c));
};

namespace {

template <class... Directions>
void agrees_in(directions<Directions...>) {
    agrees<alone<recurrence<lstm, directions<Directions...>>, feature_shape(4, 3, 2)>, double>(2, 2);
}

/// What computes in float as `layer_agrees` has others compute in both precisions: nvcc takes long over each more.
template <class Layer, feature_shape In>
void agrees_in_float() {
    INFO(In.text().view());
    agrees<alone<Layer, In>, float>(2, 3);
}

constexpr feature_shape pyramid_of(index_t channels, std::initializer_list<grid> scales) {
    feature_shape s;
    s.channels = channels;
    s.scales = 0;
    for (grid one : scales) s.scale[s.scales++] = one;
    return s;
}

} // namespace

TEST_CASE("every cell agrees") {
    either_scan const each;
    layer_agrees<recurrence<srn>, feature_shape(5, 3, 4)>();
    layer_agrees<recurrence<lstm>, feature_shape(6, 4, 3)>();
    layer_agrees<recurrence<mixing>, feature_shape(4, 3, 3)>();
    agrees_in_float<sequence<recurrence<md_lstm>, recurrence<gru>, recurrence<halved_lstm>>, feature_shape(3, 3, 2)>();
    agrees_in_float<sequence<recurrence<stable_lstm>, recurrence<leaky_lstm>>, feature_shape(3, 2, 3)>();
    agrees_in_float<sequence<recurrence<peephole_lstm>, recurrence<selective_scan>>, feature_shape(4, 1, 5)>();
}
TEST_CASE("scans along one axis, with a corner, and from row to row agree") {
    either_scan const each;
    layer_agrees<recurrence<lstm, along_rows>, feature_shape(4, 3, 5)>();
    layer_agrees<recurrence<srn, directions<with_corner<se>, with_corner<nw>>>, feature_shape(5, 3, 4)>();
    layer_agrees<recurrence<lstm, directions<with_sides<south>, with_sides<north>>>, feature_shape(3, 3, 4)>();
    agrees_in_float<sequence<recurrence<gru, along_columns>, recurrence<selective_scan, along_rows>,
                             recurrence<lstm, along_columns, modified>>,
                    feature_shape(3, 4, 2)>();
}
TEST_CASE("a cell with parameters for each channel agrees") {
    either_scan const each;
    layer_agrees<recurrence<peepholes>, feature_shape(5, 3, 4)>();
    layer_agrees<recurrence<peepholes, all_directions, modified>, feature_shape(3, 3, 2)>();
    layer_agrees<hierarchy<peepholes, directions<se, ne>, linked>, pyramid_of(4, {grid(4, 3), 2, 1})>();
}
TEST_CASE("each direction, and some that go together, agree") {
    either_scan const each;
    agrees_in(directions<se>());
    agrees_in(directions<nw>());
    agrees_in(directions<ne>());
    agrees_in(directions<sw>());
    agrees_in(directions<se, nw>());
    agrees_in(directions<sw, ne>());
    agrees_in(directions<ne, se, sw>());
}
TEST_CASE("recurrences with other channels out and without neighbours agree") {
    either_scan const each;
    layer_agrees<recurrence<lstm, all_directions, hidden<7>>, feature_shape(3, 4, 4)>();
    layer_agrees<recurrence<lstm, all_directions, modified>, feature_shape(3, 4, 4)>();
}
TEST_CASE("hierarchies of several scales agree") {
    either_scan const each;
    layer_agrees<hierarchy<lstm, all_directions, linked>, pyramid_of(5, {6, 3, 2, 1})>();
    layer_agrees<hierarchy<srn, directions<se, sw>>, pyramid_of(4, {grid(4, 5), grid(2, 3)})>();
    layer_agrees<hierarchy<srn, all_directions, linked, modified>, pyramid_of(3, {4, 2, 1})>();
}
TEST_CASE("scans of more samples and hidden units than are multiplied at a time agree") {
    either_scan const each;
    agrees<alone<recurrence<lstm, directions<se, ne>, hidden<70>>, feature_shape(3, 3, 4)>, float>(13, 13);
    agrees<alone<recurrence<srn, directions<with_corner<sw>>, hidden<37>>, feature_shape(2, 4, 4)>, double>(11, 12);
}
