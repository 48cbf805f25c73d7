#include <chrnn/cell/cell.hpp>
#include <chrnn/cell/gru.hpp>
#include <chrnn/cell/leaky_lstm.hpp>
#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/peephole_lstm.hpp>
#include <chrnn/cell/selective_scan.hpp>
#include <chrnn/cell/srn.hpp>
#include <chrnn/cell/stable_lstm.hpp>
#include <chrnn/onnx/number.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using detail::onnx_number;

namespace {

/// All functions that equations may name.
struct all_functions {
    static constexpr std::string_view name = "all_functions";
    static constexpr gate<"a"> a{};
    static constexpr gate<"b"> b{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(a, b);
    static constexpr auto equations = let(h = relu(a) - exp(b) / (sqrt(a * a + 1) + 2) + log(b * b + 1) * tanh(a) +
                                              sigmoid(-b) + rsqrt(a * a + 3) + abs(a - b) + min(a, b) * max(a, 0.25) +
                                              where(a < b, a, 2 * b) + where(a <= b, b, a) + where(a == b, a, 3));
};

/// Gives every name of a cell a number, evaluates its equations, and returns the value of h.
template <class Cell, class V, class Number>
V value_of(Number const& number) {
    typename cell_traits<Cell>::template values<V> values;
    int k = 0;
    auto const set = [&]<class... Name>(detail::names<Name...>) {
        ((values.template get<Name>() = number(0.3 * ++k - 0.8)), ...);
    };
    using traits = cell_traits<Cell>;
    set(typename traits::gate_names{}), set(typename traits::row_names{}), set(typename traits::column_names{}),
        set(typename traits::per_channel_names{});
    Cell::equations.forward(values);
    return values.template get<state<"h">>();
}

} // namespace

TEMPLATE_TEST_CASE("equations on constants have the value that they have on numbers", "", all_functions, srn, lstm, gru,
                   peephole_lstm, leaky_lstm, stable_lstm, selective_scan) {
    onnx_number const found = value_of<TestType, onnx_number>([](double value) {
        return onnx_number{nullptr, {}, value};
    });
    CHECK(found.graph == nullptr);
    CHECK(found.constant == Approx(value_of<TestType, double>([](double value) { return value; })));
}

TEST_CASE("equations on values of a graph are its nodes, but for what constants make superfluous") {
    detail::onnx_graph graph;
    onnx_number const x{&graph, "x"}, zero{}, one{nullptr, {}, 1}, three{nullptr, {}, 3};
    for (onnx_number const& same : {x + zero, zero + x, x * one, one * x, x - zero, x / one}) CHECK(same.name == "x");
    CHECK((x * zero).is(0));
    CHECK((zero * x).is(0));
    CHECK(graph.text().bytes().empty());
    auto const made_by = [](onnx_number const& one) { return one.name.substr(1, one.name.find('_') - 1); };
    CHECK(made_by(x + three) == "Add");
    CHECK(made_by(x - three) == "Sub");
    CHECK(made_by(three * x) == "Mul");
    CHECK(made_by(zero / x) == "Div");
    CHECK(made_by(-x) == "Neg");
    CHECK(made_by(exp(x)) == "Exp");
    CHECK(made_by(log(x)) == "Log");
    CHECK(made_by(sqrt(x)) == "Sqrt");
    CHECK(made_by(tanh(x)) == "Tanh");
    CHECK(made_by(detail::logistic(x)) == "Sigmoid");
    CHECK(made_by(detail::rectified(x)) == "Relu");
    CHECK(made_by(detail::if_less(x, three, x, zero)) == "Where");
    CHECK(graph.text().bytes().find("Less") != std::string::npos);
    CHECK(graph.text().bytes().find("constant") != std::string::npos);
    int made = 0;
    auto const named = [&](double) { return onnx_number{&graph, "value" + std::to_string(++made)}; };
    CHECK_THAT((value_of<lstm, onnx_number>(named).name), Catch::Matchers::Contains("Mul"));
    CHECK(made == 6); // four gates and the cells of two neighbours
}
