/// A cell with peephole weights as a user would write it, and all that has to hold of it.
#include "distance.hpp"
#include "oracle/direction.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/train/probe.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// The multidimensional LSTM in full (Graves and Schmidhuber, NIPS 2009): the input gate reads the neighbours' cells,
/// each forget gate that of its neighbour, the output gate the new one.
struct own_peephole_lstm {
    static constexpr std::string_view name = "own_peephole_lstm";
    static constexpr gate<"i"> i{};
    static constexpr gate<"f_row"> f_row{};
    static constexpr gate<"f_column"> f_column{};
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{};
    static constexpr per_channel<"p_i"> p_i{};
    static constexpr per_channel<"p_f_row"> p_f_row{};
    static constexpr per_channel<"p_f_column"> p_f_column{};
    static constexpr per_channel<"p_o"> p_o{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, f_row, f_column, g, o);
    static constexpr auto equations =
        let(c = sigmoid(f_row + p_f_row * row(c)) * row(c) + sigmoid(f_column + p_f_column * column(c)) * column(c) +
                sigmoid(i + p_i * (row(c) + column(c))) * tanh(g),
            h = sigmoid(o + p_o * c) * tanh(c));
};

/// Its parameter is no peephole: how much of the neighbours' states a channel keeps, half of it to begin with.
struct leaky {
    static constexpr std::string_view name = "leaky";
    static constexpr gate<"z"> z{};
    static constexpr state<"h"> h{};
    static constexpr per_channel<"keep", 0.5> keep{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = keep * 0.5 * (row(h) + column(h)) + (1 - keep) * tanh(z));
};

constexpr std::string_view peepholes[]{"p_i", "p_f_row", "p_f_column", "p_o"};

constexpr feature_shape pyramid_of(index_t channels, std::initializer_list<grid> scales) {
    feature_shape s;
    s.channels = channels;
    s.scales = 0;
    for (grid const& one : scales) s.scale[s.scales++] = one;
    return s;
}

// Parameters lie behind those that every cell has, take room in the scratch only, and none where there are none.
template <class Cell>
using a_scale = scale<Cell, all_directions, 6, 5, context::recurrent>;
template <class Cell, index_t H = a_scale<Cell>::H>
constexpr index_t usual_parameters = 4 * cell_traits<Cell>::gates* H*(2 * H + 6 + 1);
template <class Cell>
using a_layer = recurrence<Cell, all_directions, hidden<5>>;
constexpr feature_shape six(6, 3, 4);

static_assert(cell_traits<lstm>::per_channel == 0 && a_scale<lstm>::parameters == usual_parameters<lstm>);
static_assert(cell_traits<own_peephole_lstm>::per_channel == 4 && cell_traits<leaky>::per_channel == 1);
static_assert(a_scale<own_peephole_lstm>::parameters == usual_parameters<own_peephole_lstm> + 4 * 4 * 5);
static_assert(a_scale<own_peephole_lstm>::bias_offset == a_scale<md_lstm>::bias_offset);
static_assert(a_layer<own_peephole_lstm>::saved<six>(7) == a_layer<md_lstm>::saved<six>(7));
static_assert(a_layer<own_peephole_lstm>::scratch<six>(7) > a_layer<md_lstm>::scratch<six>(7));

template <class T>
using numbers_by_name = std::map<std::string, std::vector<T>>;

template <class T>
numbers_by_name<T> numbers_of(std::vector<parameter_view<T>> const& all) {
    numbers_by_name<T> result;
    for (auto const& p : all) result[p.name] = p.copy();
    return result;
}

/// The layer "it" in plain loops.
struct plain_recurrence {
    int samples, channels, hidden, rows, columns;
    bool modified;
    std::vector<oracle::direction> directions;

    std::size_t at(int n, int k, int of, oracle::region r) const {
        return std::size_t(((n * of + k) * rows + r.row) * columns + r.column);
    }
    static double sigmoid_of(double x) { return 1 / (1 + std::exp(-x)); }

    std::vector<double> output(numbers_by_name<double> const& parameters, std::vector<double> const& x) const {
        std::vector<double> y(std::size_t(samples * hidden * rows * columns));
        for (auto const way : directions) add_direction(parameters, x, way, y);
        return y;
    }

  private:
    void add_direction(numbers_by_name<double> const& parameters, std::vector<double> const& x, oracle::direction way,
                       std::vector<double>& y) const {
        auto const the = [&](std::string const& what) {
            std::string const grid =
                rows == columns ? std::to_string(rows) : std::to_string(rows) + "x" + std::to_string(columns);
            return parameters.at("it." + grid + "." + oracle::name_of(way) + "." + what);
        };
        auto const weight_x = the("weight_x"), weight_r = the("weight_r"), weight_c = the("weight_c"),
                   bias = the("bias"), p_i = the("p_i"), p_f_row = the("p_f_row"), p_f_column = the("p_f_column"),
                   p_o = the("p_o");
        std::vector<double> h(y.size()), c(y.size());
        for (int n = 0; n < samples; ++n)
            for (oracle::region const here : oracle::scan(way, rows, columns)) {
                auto const read = [&](std::vector<double> const& state, oracle::region from, int k, double of_x) {
                    if (modified) return of_x * x[at(n, k, channels, here)];
                    return from.inside(rows, columns) ? state[at(n, k, hidden, from)] : 0.0;
                };
                oracle::region const above = oracle::row_neighbour(way, here),
                                     beside = oracle::column_neighbour(way, here);
                for (int k = 0; k < hidden; ++k) {
                    double z[5];
                    for (int g = 0; g < 5; ++g) {
                        auto const row = std::size_t(g * hidden + k);
                        z[g] = bias[row];
                        for (int j = 0; j < channels; ++j)
                            z[g] +=
                                weight_x[row * std::size_t(channels) + std::size_t(j)] * x[at(n, j, channels, here)];
                        for (int j = 0; j < hidden; ++j)
                            z[g] += weight_r[row * std::size_t(hidden) + std::size_t(j)] * read(h, above, j, 1) +
                                    weight_c[row * std::size_t(hidden) + std::size_t(j)] * read(h, beside, j, 1);
                    }
                    auto const K = std::size_t(k);
                    double const row_c = read(c, above, k, 0.5), column_c = read(c, beside, k, 0.5);
                    double const i = sigmoid_of(z[0] + p_i[K] * (row_c + column_c)),
                                 f_row = sigmoid_of(z[1] + p_f_row[K] * row_c),
                                 f_column = sigmoid_of(z[2] + p_f_column[K] * column_c);
                    double const now = f_row * row_c + f_column * column_c + i * std::tanh(z[3]);
                    c[at(n, k, hidden, here)] = now;
                    h[at(n, k, hidden, here)] = sigmoid_of(z[4] + p_o[K] * now) * std::tanh(now);
                    y[at(n, k, hidden, here)] += h[at(n, k, hidden, here)];
                }
            }
    }
};

/// The output of `Layer` and the gradients of its peephole weights against the plain loops.
template <class Layer, feature_shape In>
void agrees_with_plain_loops(std::vector<oracle::direction> const& directions, bool modified = false) {
    constexpr feature_shape out = Layer::template output<In>();
    constexpr int n = 3;
    INFO(Layer::text() << " on " << In.text().view());
    model<network<input_of<In>, named<"it", Layer>, probe>, cpu, double> m{batch{n + 1}, seed{1}, threads{1}};
    distribution::normal const normal;
    std::uint64_t drawn = 0;
    for (auto const& p : m.named_parameters())
        for (index_t i = 0; i < p.size(); ++i) p[i] = 0.5 * normal(random_stream{5}, drawn++);
    std::vector<double> x(std::size_t(n * In.size()));
    for (double& one : x) one = normal(random_stream{5}, drawn++);
    std::vector<int> const labels(n);
    for (int pass = 0; pass < 2; ++pass) m.forward(std::span<double const>(x), std::span<int const>(labels));

    plain_recurrence const plain{n, In.channels, out.channels, int(In.rows()), int(In.columns()), modified, directions};
    auto parameters = numbers_of(m.named_parameters());
    CHECK(relative_difference(m.output("it"), plain.output(parameters, x)) < 1e-12);

    m.backward();
    auto const found = numbers_of(m.named_gradients());
    auto const loss = [&] {
        auto const y = plain.output(parameters, x);
        double sum = 0;
        for (std::size_t i = 0; i < y.size(); ++i)
            sum += probe::weight(index_t(i) / out.size(), index_t(i) % out.size()) * y[i] / n;
        return sum;
    };
    for (auto& [name, values] : parameters) {
        bool compared = false;
        for (std::string_view one : peepholes) compared = compared || name.ends_with(one);
        if (!compared) continue;
        std::vector<double> expected;
        for (double& value : values) {
            double const before = value, step = 1e-3;
            auto const moved = [&](double by) {
                value = before + by;
                double const result = loss();
                value = before;
                return result;
            };
            expected.push_back((8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step))) / (12 * step));
        }
        INFO(name);
        CHECK(relative_difference(found.at(name), expected) < 1e-9);
    }
}

template <class Layer, feature_shape In>
void gradient_is_right(index_t per_parameter = 15) {
    auto const report = check_gradient<Layer, In>(2, {.per_parameter = per_parameter});
    INFO(Layer::text() << " on " << In.text().view() << ": " << report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-7));
}

template <class Cell>
struct four_scales : network<input<3, 12, 12>, conv<8, 3, pad<1>>, rectifier, pyramid<6, 3, 2, 1>,
                             hierarchy<Cell, all_directions, linked>, dense<4>, softmax_cross_entropy> {};

/// Trains for some steps on the same images: the losses, and the parameters at the end.
struct trained {
    std::vector<float> losses, gradients;
    numbers_by_name<float> parameters;
    bool operator==(trained const&) const = default;
};
template <class Cell>
trained train(index_t on_threads, int steps) {
    model<four_scales<Cell>> net{batch{8}, seed{1}, threads{on_threads}};
    optimiser learn(net, sgd{.clip = 1});
    std::vector<float> images(8 * 3 * 12 * 12);
    for (std::size_t i = 0; i < images.size(); ++i)
        images[i] = static_cast<float>(distribution::normal{}(random_stream{3}, i));
    std::vector<int> const labels{0, 1, 2, 3, 0, 1, 2, 3};
    trained result;
    for (int i = 0; i < steps; ++i) {
        result.losses.push_back(net.forward(std::span<float const>(images), std::span<int const>(labels)));
        net.backward();
        if (i == 0) result.gradients.assign(net.gradients().begin(), net.gradients().end());
        learn.step(0.03);
    }
    result.parameters = numbers_of(net.named_parameters());
    return result;
}

} // namespace

TEST_CASE("a cell with peephole weights computes what plain loops do, and their gradients") {
    using enum oracle::direction;
    agrees_with_plain_loops<recurrence<own_peephole_lstm>, feature_shape(4, 3, 4)>(oracle::all_directions);
    agrees_with_plain_loops<recurrence<own_peephole_lstm>, feature_shape(3, 1, 5)>(oracle::all_directions);
    agrees_with_plain_loops<recurrence<own_peephole_lstm>, feature_shape(3, 4, 1)>(oracle::all_directions);
    agrees_with_plain_loops<recurrence<own_peephole_lstm>, feature_shape(2, 1, 1)>(oracle::all_directions);
    agrees_with_plain_loops<recurrence<own_peephole_lstm, directions<chrnn::ne, chrnn::sw>, hidden<9>>,
                            feature_shape(2, 3, 3)>({ne, sw});
    agrees_with_plain_loops<recurrence<own_peephole_lstm, all_directions, modified>, feature_shape(4, 2, 3)>(
        oracle::all_directions, true);
}

TEST_CASE("the gradient of a cell with parameters for each channel is right") {
    gradient_is_right<recurrence<own_peephole_lstm>, feature_shape(5, 3, 4)>();
    gradient_is_right<recurrence<own_peephole_lstm, directions<nw>, hidden<3>>, feature_shape(2, 1, 4)>();
    gradient_is_right<recurrence<own_peephole_lstm, all_directions, modified>, feature_shape(3, 2, 3)>();
    gradient_is_right<hierarchy<own_peephole_lstm, all_directions, linked>, pyramid_of(3, {4, 2, 1})>(5);
    gradient_is_right<hierarchy<own_peephole_lstm, all_directions, linked>, pyramid_of(2, {grid(3, 4), grid(2, 3)})>(5);
    gradient_is_right<recurrence<leaky>, feature_shape(5, 3, 4)>();
}

TEST_CASE("parameters for each channel have names, begin where the cell says, and do not decay") {
    model<four_scales<own_peephole_lstm>> const net{batch{1}, seed{1}};
    index_t found = 0;
    for (auto const& p : net.named_parameters())
        for (std::string_view what : peepholes)
            for (std::string_view place : {"6.se", "6.nw", "6.ne", "6.sw", "3.se", "2.sw"})
                if (p.name == "hrnn2." + std::string(place) + "." + std::string(what)) {
                    ++found;
                    CHECK(p.shape == std::vector<index_t>{8});
                    CHECK(p.copy() == std::vector<float>(8, 0.0f));
                }
    CHECK(found == 4 * 6);
    constexpr index_t of_lstm = parameters<four_scales<md_lstm>>("hrnn2");
    STATIC_REQUIRE(parameters<four_scales<own_peephole_lstm>>("hrnn2") == of_lstm + 3 * 4 * 4 * 8);

    constexpr auto list = recurrence<leaky>::parameters<feature_shape(5, 2, 3)>();
    index_t places = 0;
    for (parameter const& p : list)
        if (p.name.view().ends_with(".keep")) {
            ++places;
            CHECK((!p.decays && p.trained && !p.is_bias && p.start == initial::constant && p.gain == 0.5));
        }
    CHECK(places == 4);
    model<network<input<5, 2, 3>, recurrence<leaky>, dense<2>, softmax_cross_entropy>> const other{batch{1}, seed{1}};
    for (auto const& p : other.named_parameters())
        if (p.name.ends_with(".keep")) CHECK(p.copy() == std::vector<float>(5, 0.5f));
}

TEST_CASE("a cell with parameters for each channel gives the same bits on any number of threads") {
    trained const one = train<own_peephole_lstm>(1, 4);
    CHECK(train<own_peephole_lstm>(2, 4) == one);
    CHECK(train<own_peephole_lstm>(3, 4) == one);
}

TEST_CASE("training lowers the loss of a network with peephole weights, and moves them") {
    trained const with_peepholes = train<own_peephole_lstm>(1, 40);
    CHECK(with_peepholes.losses.back() < 0.5f * with_peepholes.losses.front());
    for (std::string_view way : all_directions::names)
        for (std::string_view what : peepholes)
            for (float value : with_peepholes.parameters.at("hrnn2.6." + std::string(way) + "." + std::string(what)))
                CHECK(value != 0);
    auto const losses = train<leaky>(1, 40).losses;
    CHECK(losses.back() < 0.5f * losses.front());
}
