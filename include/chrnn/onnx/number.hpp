/// An ONNX number: what a cell's equations are evaluated on to be written out as nodes, in the place of a register.
#pragma once

#include <chrnn/formula/simd_traits.hpp>
#include <chrnn/onnx/graph.hpp>

#include <algorithm>
#include <cmath>

namespace chrnn::CHRNN_ABI::detail {

/// A value of a graph, or a constant. Whatever is done with it becomes a node, but for what constants make superfluous.
struct onnx_number {
    onnx_graph* graph = nullptr; ///< null for a constant
    std::string name{};
    double constant = 0;

    bool is(double value) const { return !graph && constant == value; }
    /// The name of its value in `in`.
    std::string in(onnx_graph& in) const {
        if (graph) return name;
        float const value = static_cast<float>(constant);
        std::string const shown = "constant " + std::to_string(in.text().bytes().size());
        return in.tensor(shown, {}, std::span(&value, 1));
    }
};

/// The node `operation` of numbers of which one at least is no constant.
template <class... Numbers>
onnx_number onnx_node(std::string_view operation, Numbers const&... all) {
    onnx_graph* graph = nullptr;
    ((graph = graph ? graph : all.graph), ...);
    return {graph, graph->add(operation, {all.in(*graph)...})};
}

inline onnx_number operator+(onnx_number const& a, onnx_number const& b) {
    if (!a.graph && !b.graph) return {nullptr, {}, a.constant + b.constant};
    return a.is(0) ? b : b.is(0) ? a : onnx_node("Add", a, b);
}
inline onnx_number operator-(onnx_number const& a, onnx_number const& b) {
    if (!a.graph && !b.graph) return {nullptr, {}, a.constant - b.constant};
    return b.is(0) ? a : onnx_node("Sub", a, b);
}
inline onnx_number operator*(onnx_number const& a, onnx_number const& b) {
    if (!a.graph && !b.graph) return {nullptr, {}, a.constant * b.constant};
    return a.is(0) || b.is(1) ? a : b.is(0) || a.is(1) ? b : onnx_node("Mul", a, b);
}
inline onnx_number operator/(onnx_number const& a, onnx_number const& b) {
    if (!a.graph && !b.graph) return {nullptr, {}, a.constant / b.constant};
    return b.is(1) ? a : onnx_node("Div", a, b);
}
/// A function of one number: a node, or the function itself of a constant.
template <class Function>
onnx_number onnx_function(std::string_view operation, onnx_number const& a, Function const& of) {
    return a.graph ? onnx_node(operation, a) : onnx_number{nullptr, {}, of(a.constant)};
}
inline onnx_number operator-(onnx_number const& a) {
    return onnx_function("Neg", a, [](double x) { return -x; });
}
inline onnx_number exp(onnx_number const& a) {
    return onnx_function("Exp", a, [](double x) { return std::exp(x); });
}
inline onnx_number log(onnx_number const& a) {
    return onnx_function("Log", a, [](double x) { return std::log(x); });
}
inline onnx_number sqrt(onnx_number const& a) {
    return onnx_function("Sqrt", a, [](double x) { return std::sqrt(x); });
}
inline onnx_number tanh(onnx_number const& a) {
    return onnx_function("Tanh", a, [](double x) { return std::tanh(x); });
}
inline onnx_number logistic(onnx_number const& a) {
    return onnx_function("Sigmoid", a, [](double x) { return 1 / (1 + std::exp(-x)); });
}
inline onnx_number rectified(onnx_number const& a) {
    return onnx_function("Relu", a, [](double x) { return std::max(x, 0.0); });
}
inline onnx_number reciprocal_sqrt(onnx_number const& a) { return onnx_number{nullptr, {}, 1} / sqrt(a); }

inline onnx_number if_less(onnx_number const& a, onnx_number const& b, onnx_number const& yes, onnx_number const& no) {
    if (!a.graph && !b.graph) return a.constant < b.constant ? yes : no;
    return onnx_node("Where", onnx_node("Less", a, b), yes, no);
}
inline onnx_number if_equal(onnx_number const& a, onnx_number const& b, onnx_number const& yes, onnx_number const& no) {
    if (!a.graph && !b.graph) return a.constant == b.constant ? yes : no;
    return onnx_node("Where", onnx_node("Equal", a, b), yes, no);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

template <>
struct simd_traits<detail::onnx_number> {
    using scalar = double;
    static detail::onnx_number fill(double value) { return {nullptr, {}, value}; }
};

} // namespace chrnn::CHRNN_ABI
