#include <chrnn/cell/gru.hpp>
#include <chrnn/cell/halved_lstm.hpp>
#include <chrnn/cell/leaky_lstm.hpp>
#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/md_lstm.hpp>
#include <chrnn/cell/peephole_lstm.hpp>
#include <chrnn/cell/selective_scan.hpp>
#include <chrnn/cell/srn.hpp>
#include <chrnn/cell/stable_lstm.hpp>

#include <formula/central_difference.hpp>

using namespace chrnn;
using namespace chrnn::detail;

/// A cell as a user would write it: gates of its own, a second state that carries a slow average, a shared value.
struct averaging {
    static constexpr std::string_view name = "averaging";
    static constexpr gate<"mix"> mix{};
    static constexpr gate<"new"> fresh{};
    static constexpr state<"slow"> slow{};
    static constexpr state<"h"> h{};
    static constexpr shared<"m"> m{};
    static constexpr auto gates = stacked(mix, fresh);
    static constexpr auto equations =
        let(m = sigmoid(mix),                                            //
            slow = 0.9 * max(row(slow), column(slow)) + m * tanh(fresh), //
            h = relu(slow + 2) * m + (1 - m) * (row(h) - column(h)) / sqrt(2 + slow * slow));
};

// What the library reads off a cell.
static_assert(cell<srn> && cell<lstm> && cell<md_lstm> && cell<gru> && cell<averaging> && !cell<int>);
static_assert(cell_traits<srn>::gates == 1 && cell_traits<srn>::states == 1 && cell_traits<srn>::output == 0);
static_assert(cell_traits<lstm>::gates == 4 && cell_traits<lstm>::states == 2 && cell_traits<lstm>::output == 1);
static_assert(cell_traits<md_lstm>::gates == 5 && cell_traits<md_lstm>::states == 2);
static_assert(cell_traits<gru>::gates == 3 && cell_traits<gru>::states == 1);
static_assert(cell_traits<averaging>::gates == 2 && cell_traits<averaging>::states == 2);
static_assert(cell_traits<srn>::row_names::count == 0 && cell_traits<srn>::column_names::count == 0);
static_assert(cell_traits<lstm>::row_names::count == 1 && cell_traits<averaging>::column_names::count == 2);
static_assert(cell_traits<gru>::shared_names::count == 2);
static_assert(std::is_same_v<cell_traits<lstm>::gate_names, names<gate<"i">, gate<"f">, gate<"g">, gate<"o">>>);
static_assert(std::is_same_v<cell_traits<lstm>::state_names, names<state<"c">, state<"h">>>);
static_assert(cell_traits<srn>::check() && cell_traits<lstm>::check() && cell_traits<md_lstm>::check() &&
              cell_traits<gru>::check() && cell_traits<averaging>::check());

/// Numbers for the gates and the neighbours' states, different for every `draw`.
template <class Values, class... Symbols>
void draw_values(Values& values, names<Symbols...>, int draw) {
    double x = 0.37 * draw;
    ((x += 0.71, values.template get<Symbols>() = 1.9 * std::sin(5 * x)), ...);
}

template <class... Symbols>
symbols<Symbols...> listed(names<Symbols...>) {
    return {};
}

/// Runs `Cell` on 20 draws: compares every state with that of `plain`, which is given the values by name, and its
/// gradient with central differences.
template <class Cell, class Plain>
void check_cell(Plain const& plain) {
    using traits = cell_traits<Cell>;
    using inputs = joined<typename traits::gate_names, typename traits::row_names, typename traits::column_names,
                          typename traits::per_channel_names>;
    double const weights[] = {0.8, -0.6};
    for (int draw = 0; draw < 20; ++draw) {
        INFO("draw " << draw);
        typename traits::template values<double> values{};
        draw_values(values, inputs{}, draw);
        check_gradient_of(Cell::equations, values, listed(inputs{}), listed(typename traits::state_names{}), weights);
        auto computed = values;
        Cell::equations.forward(computed);
        plain(values, computed);
    }
}

double logistic_of(double x) { return 1 / (1 + std::exp(-x)); }

template <fixed_string Name>
using row_of = symbol<role::row, Name>;
template <fixed_string Name>
using column_of = symbol<role::column, Name>;

TEST_CASE("the SRN is equation 10") {
    check_cell<srn>([](auto const& in, auto const& out) {
        CHECK(out.template get<state<"h">>() == Approx(std::max(0.0, in.template get<gate<"z">>())).epsilon(1e-14));
    });
}

TEST_CASE("the LSTM is equations 15 to 20") {
    check_cell<lstm>([](auto const& in, auto const& out) {
        double const i = logistic_of(in.template get<gate<"i">>()), f = logistic_of(in.template get<gate<"f">>()),
                     o = logistic_of(in.template get<gate<"o">>()), g = std::tanh(in.template get<gate<"g">>());
        double const c = f * (in.template get<row_of<"c">>() + in.template get<column_of<"c">>()) + i * g;
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() == Approx(o * std::tanh(c)).epsilon(1e-14));
    });
}

TEST_CASE("the multidimensional LSTM forgets each neighbour by itself") {
    check_cell<md_lstm>([](auto const& in, auto const& out) {
        double const i = logistic_of(in.template get<gate<"i">>()), o = logistic_of(in.template get<gate<"o">>()),
                     f_row = logistic_of(in.template get<gate<"f_row">>()),
                     f_column = logistic_of(in.template get<gate<"f_column">>()),
                     g = std::tanh(in.template get<gate<"g">>());
        double const c = f_row * in.template get<row_of<"c">>() + f_column * in.template get<column_of<"c">>() + i * g;
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() == Approx(o * std::tanh(c)).epsilon(1e-14));
    });
}

TEST_CASE("the halved LSTM remembers the mean of its neighbours' cells") {
    check_cell<halved_lstm>([](auto const& in, auto const& out) {
        double const i = logistic_of(in.template get<gate<"i">>()), f = logistic_of(in.template get<gate<"f">>() + 3),
                     o = logistic_of(in.template get<gate<"o">>()), g = std::tanh(in.template get<gate<"g">>());
        double const c = f * (in.template get<row_of<"c">>() + in.template get<column_of<"c">>()) / 2 + i * g;
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() == Approx(o * std::tanh(c)).epsilon(1e-14));
    });
}

/// What the stable and the leaky cell take for the past.
template <class Values>
double mixed_past(Values const& in) {
    double const mix = logistic_of(in.template get<gate<"m">>());
    return mix * in.template get<row_of<"c">>() + (1 - mix) * in.template get<column_of<"c">>();
}

TEST_CASE("the stable LSTM mixes its neighbours' cells by a gate") {
    check_cell<stable_lstm>([](auto const& in, auto const& out) {
        double const i = logistic_of(in.template get<gate<"i">>()), f = logistic_of(in.template get<gate<"f">>() + 3),
                     o = logistic_of(in.template get<gate<"o">>()), g = std::tanh(in.template get<gate<"g">>());
        double const c = f * mixed_past(in) + i * g;
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() == Approx(o * std::tanh(c)).epsilon(1e-14));
    });
}

TEST_CASE("the leaky LSTM takes in what it forgets, and reads the past beside the present") {
    check_cell<leaky_lstm>([](auto const& in, auto const& out) {
        double const f = logistic_of(in.template get<gate<"f">>() + 3), o = logistic_of(in.template get<gate<"o">>()),
                     p = logistic_of(in.template get<gate<"p">>()), g = std::tanh(in.template get<gate<"g">>());
        double const c = f * mixed_past(in) + (1 - f) * g;
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() == Approx(std::tanh(o * c + p * mixed_past(in))).epsilon(1e-14));
    });
}

TEST_CASE("the peephole LSTM's gates read cells through weights of their channel") {
    check_cell<peephole_lstm>([](auto const& in, auto const& out) {
        double const row = in.template get<row_of<"c">>(), column = in.template get<column_of<"c">>();
        auto const gate_of = [&](double z, double weight, double cell) { return logistic_of(z + weight * cell); };
        double const i = gate_of(in.template get<gate<"i">>(), in.template get<per_channel<"p_i">>(), row + column),
                     f_row = gate_of(in.template get<gate<"f_row">>(), in.template get<per_channel<"p_f_row">>(), row),
                     f_column = gate_of(in.template get<gate<"f_column">>(),
                                        in.template get<per_channel<"p_f_column">>(), column),
                     c = f_row * row + f_column * column + i * std::tanh(in.template get<gate<"g">>()),
                     o = gate_of(in.template get<gate<"o">>(), in.template get<per_channel<"p_o">>(), c);
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() == Approx(o * std::tanh(c)).epsilon(1e-14));
    });
}

TEST_CASE("the selective scan is the zero-order hold of a state that decays by a step of its own") {
    check_cell<selective_scan>([](auto const& in, auto const& out) {
        double const step = std::log1p(std::exp(in.template get<gate<"step">>() - 3)), decay = std::exp(-step);
        double const c = decay * mixed_past(in) + (1 - decay) * in.template get<gate<"g">>();
        CHECK(out.template get<state<"c">>() == Approx(c).epsilon(1e-13));
        CHECK(out.template get<state<"h">>() == Approx(in.template get<gate<"o">>() * c).epsilon(1e-13));
    });
}

TEST_CASE("the GRU keeps part of the mean of its neighbours") {
    check_cell<gru>([](auto const& in, auto const& out) {
        double const past = (in.template get<row_of<"h">>() + in.template get<column_of<"h">>()) / 2;
        double const keep = logistic_of(in.template get<gate<"u">>()),
                     reset = logistic_of(in.template get<gate<"r">>());
        double const candidate = std::tanh(in.template get<gate<"n">>() + reset * past);
        CHECK(out.template get<state<"h">>() == Approx(keep * past + (1 - keep) * candidate).epsilon(1e-14));
    });
}

TEST_CASE("a cell that a user defines has its values and its gradient") {
    check_cell<averaging>([](auto const& in, auto const& out) {
        double const m = logistic_of(in.template get<gate<"mix">>());
        double const slow = 0.9 * std::max(in.template get<row_of<"slow">>(), in.template get<column_of<"slow">>()) +
                            m * std::tanh(in.template get<gate<"new">>());
        double const difference = in.template get<row_of<"h">>() - in.template get<column_of<"h">>();
        CHECK(out.template get<state<"slow">>() == Approx(slow).epsilon(1e-14));
        CHECK(out.template get<state<"h">>() ==
              Approx(std::max(0.0, slow + 2) * m + (1 - m) * difference / std::sqrt(2 + slow * slow)).epsilon(1e-14));
    });
}
