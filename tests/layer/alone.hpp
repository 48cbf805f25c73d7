/// A layer by itself on random numbers: what it computes, and its gradients under the probe's loss.
#pragma once

#include "layer/oracle_comparison.hpp"

/// Numbers of a layer's forward and backward pass; parameters are empty where it has none.
struct layer_alone {
    oracle::array x, y, dy, dx, weight, bias, weight_gradient, bias_gradient;
    int samples;
};

/// Runs `Layer` on `x`, features `In`, and backward from the gradient dy that the probe gives.
template <class Layer, chrnn::feature_shape In>
layer_alone run_alone(oracle::array const& x, chrnn::index_t threads = 1) {
    constexpr chrnn::feature_shape out = Layer::template output<In>();
    int const samples = int(x.size()) / int(In.size());
    chrnn::model<chrnn::network<chrnn::input_of<In>, chrnn::named<"it", Layer>, chrnn::probe>, chrnn::cpu, double> m(
        chrnn::batch{samples + 1}, chrnn::seed{3}, chrnn::threads{threads});
    m.want_input_gradient();
    oracle::random_source random(11);
    for (auto const& p : m.named_parameters())
        for (chrnn::index_t i = 0; i < p.rows * p.columns; ++i) p.values[i] = random.uniform(-1, 1);
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    m.forward(std::span<double const>(x), std::span<int const>(labels));
    layer_alone result{x, {m.output("it").begin(), m.output("it").end()}, {}, {}, {}, {}, {}, {}, samples};
    result.dy.resize(result.y.size());
    for (std::size_t i = 0; i < result.dy.size(); ++i)
        result.dy[i] = chrnn::probe::weight(chrnn::index_t(i) / out.size(), chrnn::index_t(i) % out.size()) / samples;
    m.backward();
    result.dx.assign(m.input_gradient().begin(), m.input_gradient().end());
    auto const values = m.named_parameters(), slopes = m.named_gradients();
    for (std::size_t i = 0; i < values.size(); ++i) {
        bool const bias = values[i].name == "it.bias";
        (bias ? result.bias : result.weight) = comparison::numbers(values[i]);
        (bias ? result.bias_gradient : result.weight_gradient) = comparison::numbers(slopes[i]);
    }
    return result;
}

/// Random features `In`, no two numbers of which are equal or near 0.
template <chrnn::feature_shape In>
oracle::array separated(int samples) {
    auto const size = std::size_t(samples * In.size());
    return oracle::random_source(5).separated(size, 2.0 / double(size));
}

template <chrnn::feature_shape In>
oracle::map_extents maps_of(int samples) {
    return {samples, int(In.channels), int(In.rows()), int(In.columns())};
}
