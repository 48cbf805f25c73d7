/// Recurrences beyond the four diagonals beside plain loops: what each region reads, and what follows.
#include "layer/alone.hpp"
#include "layer/gradient_of.hpp"

#include <functional>

using namespace chrnn;

namespace {

/// Where a region reads the state of another, and through which matrix.
struct plain_neighbour {
    std::string matrix;
    int rows, columns; ///< to add to a region's place
};
struct plain_direction {
    std::string name;
    std::vector<plain_neighbour> neighbours;
    bool upward, leftward; ///< the order of the regions
};
/// From the pre-activations of a channel and the cells of the row and of the column neighbour to {c, h}.
using plain_cell = std::function<std::pair<double, double>(double const* z, double row, double column)>;

double logistic(double z) { return 1 / (1 + std::exp(-z)); }
std::pair<double, double> plain_srn(double const* z, double, double) { return {0, std::max(z[0], 0.0)}; }
std::pair<double, double> plain_lstm(double const* z, double row, double column) {
    double const c = logistic(z[1]) * (row + column) + logistic(z[0]) * std::tanh(z[2]);
    return {c, logistic(z[3]) * std::tanh(c)};
}
std::pair<double, double> plain_halved(double const* z, double row, double column) {
    double const c = logistic(z[1] + 3) * (row + column) / 2 + logistic(z[0]) * std::tanh(z[2]);
    return {c, logistic(z[3]) * std::tanh(c)};
}
std::pair<double, double> plain_selective(double const* z, double row, double column) {
    double const taken = logistic(z[0] - 3), mix = logistic(z[1]);
    double const c = (1 - taken) * (mix * row + (1 - mix) * column) + taken * z[2];
    return {c, z[3] * c};
}

/// The sum over the directions of h [N][H][R][S], region after region, number after number. Where a direction reads one
/// neighbour only, it stands for both if the cell `averages` them. As the modified CNN x is what each would give.
template <feature_shape In>
oracle::array plain_scan(std::vector<plain_direction> const& directions, plain_cell const& cell, int gates, int hidden,
                         oracle::named_arrays const& parameters, std::string const& prefix, int samples,
                         oracle::array const& x, bool averages, bool modified = false) {
    int const rows = int(In.rows()), columns = int(In.columns()), C = int(In.channels);
    auto const at = [&](int n, int channels, int k, int r, int q) {
        return std::size_t(((n * channels + k) * rows + r) * columns + q);
    };
    auto const inside = [&](int r, int q) { return r >= 0 && q >= 0 && r < rows && q < columns; };
    oracle::array sum(std::size_t(samples * hidden * rows * columns));
    for (auto const& way : directions) {
        auto const of = [&](std::string const& what) -> oracle::array const& {
            return parameters.at(prefix + way.name + "." + what);
        };
        oracle::array h(sum.size()), c(sum.size());
        for (int n = 0; n < samples; ++n)
            for (int i = 0; i < rows; ++i)
                for (int j = 0; j < columns; ++j) {
                    int const r = way.upward ? rows - 1 - i : i, q = way.leftward ? columns - 1 - j : j;
                    for (int k = 0; k < hidden; ++k) {
                        std::vector<double> z;
                        for (int g = 0; g < gates; ++g) {
                            int const p = g * hidden + k;
                            double total = of("bias")[std::size_t(p)];
                            for (int m = 0; m < C; ++m)
                                total += of("weight_x")[std::size_t(p * C + m)] * x[at(n, C, m, r, q)];
                            for (auto const& one : way.neighbours)
                                if (!one.matrix.empty() && (modified || inside(r + one.rows, q + one.columns)))
                                    for (int m = 0; m < hidden; ++m)
                                        total += of(one.matrix)[std::size_t(p * hidden + m)] *
                                                 (modified ? x[at(n, C, m, r, q)]
                                                           : h[at(n, hidden, m, r + one.rows, q + one.columns)]);
                            z.push_back(total);
                        }
                        double row = 0, column = 0;
                        bool has_row = false, has_column = false;
                        for (auto const& one : way.neighbours) {
                            double const theirs = modified ? x[at(n, C, k, r, q)]
                                                  : inside(r + one.rows, q + one.columns)
                                                      ? c[at(n, hidden, k, r + one.rows, q + one.columns)]
                                                      : 0;
                            if (one.columns == 0) row = theirs, has_row = true;
                            if (one.rows == 0) column = theirs, has_column = true;
                        }
                        if (averages && !has_row) row = column;
                        if (averages && !has_column) column = row;
                        if (modified && (averages || (has_row && has_column))) row /= 2, column /= 2; // x for the sum
                        auto const own = at(n, hidden, k, r, q);
                        std::tie(c[own], h[own]) = cell(z.data(), row, column);
                        sum[own] += h[own];
                    }
                }
    }
    return sum;
}

/// Compares the forward pass of a recurrence with the loops above, and its gradient with differences.
template <class Cell, class Directions, feature_shape In, index_t H, class... Options>
void is_right(std::vector<plain_direction> directions, plain_cell const& cell) {
    using layer = recurrence<Cell, Directions, hidden<H>, Options...>;
    constexpr bool is_modified = (std::is_same_v<Options, modified> || ...);
    if (cell_traits<Cell>::gates_read_input_only)
        for (auto& way : directions)
            for (auto& one : way.neighbours) one.matrix.clear();
    constexpr int samples = 3;
    model<network<input_of<In>, named<"it", layer>, probe>, cpu, double> m(batch{samples}, seed{3}, threads{2});
    oracle::random_source random(11);
    oracle::named_arrays parameters;
    std::size_t parameter_count = 0;
    for (auto const& way : directions) {
        parameter_count += 2;
        for (auto const& one : way.neighbours) parameter_count += !one.matrix.empty();
    }
    CHECK(m.named_parameters().size() == parameter_count);
    for (auto const& p : m.named_parameters()) {
        for (double& number : p) number = random.uniform(-0.8, 0.8);
        parameters[p.name] = comparison::numbers(p);
    }
    oracle::array const x = random.uniform(std::size_t(samples * In.size()), -1, 1);
    std::vector<int> const labels(samples);
    m.forward(std::span<double const>(x), std::span<int const>(labels));
    std::string const prefix = "it." + std::string(In.scale[0].text().view()) + ".";
    auto const expected = plain_scan<In>(directions, cell, int(cell_traits<Cell>::gates), int(H), parameters, prefix,
                                         samples, x, cell_traits<Cell>::averages_neighbours, is_modified);
    CHECK(relative_difference(m.output("it"), expected) < 1e-13);
    CHECK(relative_difference(m.predict(std::span<double const>(x)), expected) < 1e-13);
    gradient_is_right<layer, In>();
}

/// The same for an SRN and an LSTM, and for the LSTM's form of the modified CNN, on wide grids and on high ones.
template <class Directions>
void right_with_matrices(std::vector<plain_direction> const& plain) {
    is_right<srn, Directions, feature_shape(3, 3, 5), 4>(plain, plain_srn);
    is_right<lstm, Directions, feature_shape(2, 4, 3), 3>(plain, plain_lstm);
    is_right<lstm, Directions, feature_shape(3, 2, 3), 3, modified>(plain, plain_lstm);
}
/// And for cells that average their neighbours, of which the one has no matrices between regions.
template <class Directions>
void right_for_every_cell(std::vector<plain_direction> const& plain) {
    right_with_matrices<Directions>(plain);
    is_right<halved_lstm, Directions, feature_shape(2, 4, 3), 3>(plain, plain_halved);
    is_right<selective_scan, Directions, feature_shape(3, 3, 4), 9>(plain, plain_selective);
    is_right<selective_scan, Directions, feature_shape(3, 2, 3), 3, modified>(plain, plain_selective);
}

} // namespace

TEST_CASE("the plain loops are the diagonals that are known") {
    right_for_every_cell<directions<se, nw>>({{"se", {{"weight_r", -1, 0}, {"weight_c", 0, -1}}, false, false},
                                              {"nw", {{"weight_r", 1, 0}, {"weight_c", 0, 1}}, true, true}});
}
TEST_CASE("along rows every row is a sequence by itself") {
    right_for_every_cell<along_rows>(
        {{"east", {{"weight_c", 0, -1}}, false, false}, {"west", {{"weight_c", 0, 1}}, false, true}});
}
TEST_CASE("along columns every column is a sequence by itself") {
    right_for_every_cell<along_columns>(
        {{"south", {{"weight_r", -1, 0}}, false, false}, {"north", {{"weight_r", 1, 0}}, true, false}});
}
TEST_CASE("with a corner regions read their diagonal neighbour, too") {
    right_with_matrices<directions<with_corner<ne>, with_corner<sw>>>(
        {{"ne", {{"weight_r", 1, 0}, {"weight_c", 0, -1}, {"weight_corner", 1, -1}}, true, false},
         {"sw", {{"weight_r", -1, 0}, {"weight_c", 0, 1}, {"weight_corner", -1, 1}}, false, true}});
}
TEST_CASE("with its sides a direction reads three regions of the row before") {
    right_with_matrices<directions<with_sides<south>, with_sides<north>>>(
        {{"south", {{"weight_r", -1, 0}, {"weight_left", -1, -1}, {"weight_right", -1, 1}}, false, false},
         {"north", {{"weight_r", 1, 0}, {"weight_left", 1, -1}, {"weight_right", 1, 1}}, true, false}});
}
TEST_CASE("a hierarchy scans its scales along one axis, and two of them stand behind or beside each other") {
    gradient_is_right<hierarchy<srn, along_rows, linked, hidden<3>>,
                      comparison::pyramid_of(2, {grid(3), grid(1, 2)})>();
    gradient_is_right<hierarchy<lstm, along_columns, linked>, comparison::pyramid_of(3, {grid(3), grid(2), grid(1)})>();
    gradient_is_right<hierarchy<srn, directions<with_corner<se>>, modified>,
                      comparison::pyramid_of(3, {grid(3), grid(2)})>();
    using renet = sequence<recurrence<gru, along_rows, hidden<4>>, recurrence<gru, along_columns>>;
    CHECK(check_gradient<renet, feature_shape(2, 3, 4)>(2).within(1e-7));
    using both_axes = branches<add, recurrence<srn, along_rows>, recurrence<srn, along_columns>>;
    CHECK(check_gradient<both_axes, feature_shape(2, 3, 4)>(2).within(1e-7));
}
