/// A recurrent layer of the library beside the oracle's: same numbers in, outputs and all gradients compared.
#pragma once

#include "distance.hpp"
#include "oracle/hierarchy.hpp"
#include "oracle/random.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/train/probe.hpp>

#include <algorithm>
#include <cmath>

namespace comparison {

/// What the oracle calls a cell and a direction of the library.
template <class Cell>
inline constexpr auto kind = std::is_same_v<Cell, chrnn::srn> ? oracle::cell_kind::srn : oracle::cell_kind::lstm;

inline oracle::direction direction_called(std::string_view name) {
    for (auto const way : oracle::all_directions)
        if (oracle::name_of(way) == name) return way;
    throw std::runtime_error("no such direction");
}

/// The numbers of a parameter in the order of its file.
inline oracle::array numbers(chrnn::parameter_view<double> const& p) {
    oracle::array all;
    for (chrnn::index_t row = 0; row < p.rows; ++row)
        all.insert(all.end(), p.values + row * p.stride, p.values + row * p.stride + p.columns);
    return all;
}

/// The largest difference among output, parameter gradients and input gradient, with the name of where it is.
struct outcome {
    double worst = 0;
    std::string where;
    void add(double error, std::string const& name) {
        if (!(error <= worst)) {
            worst = error;
            where = name;
        }
    }
};

/// Runs `Layer`, a hierarchy or a recurrence of `Cell` in `Directions`, on features `In` in both, on `threads` threads.
template <class Layer, class Cell, class Directions, chrnn::feature_shape In>
outcome against_oracle(int samples, bool linked, bool modified = false, int threads = 1) {
    constexpr chrnn::feature_shape out = Layer::template output<In>();
    oracle::hierarchy reference{kind<Cell>, int(In.channels), int(out.channels), {}, {}, linked, "hrnn1", modified};
    for (chrnn::index_t l = In.scales - 1; l >= 0; --l)
        reference.scales.push_back({int(In.scale[l].rows), int(In.scale[l].columns)});
    for (auto const name : Directions::names) reference.directions.push_back(direction_called(name));

    oracle::random_source random(7);
    oracle::named_arrays parameters;
    for (auto const& [name, shape] : oracle::parameter_shapes(reference)) {
        std::size_t size = 1;
        for (int extent : shape) size *= std::size_t(extent);
        parameters[name] = random.uniform(size, -0.6, 0.6);
    }
    auto input_side = reference; // splits inputs, whose channels are those of every scale
    input_side.hidden = reference.channels;
    auto const x = random.uniform(std::size_t(samples * In.size()), -1, 1);
    auto const maps = oracle::split(input_side, samples, x);

    chrnn::model<chrnn::network<chrnn::input_of<In>, Layer, chrnn::probe>, chrnn::cpu, double> model(
        chrnn::batch{samples + 2}, chrnn::seed{1}, chrnn::threads{threads});
    model.want_input_gradient();
    outcome result;
    auto const own = model.named_parameters();
    if (own.size() != parameters.size()) return {INFINITY, "number of parameters"};
    for (auto const& p : own) {
        auto const& values = parameters.at(p.name);
        for (chrnn::index_t i = 0; i < p.rows * p.columns; ++i)
            p.values[i / p.columns * p.stride + i % p.columns] = values[std::size_t(i)];
    }
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    auto const once = [&] { model.forward(std::span<double const>(x), std::span<int const>(labels)); };
    once(); // the second pass finds what the first left behind
    model.backward();
    once();
    auto const h = model.output("hrnn1");
    auto const expected = oracle::forward(reference, parameters, samples, maps);
    result.add(relative_difference(h, expected.joined), "output");

    oracle::array dy(h.size());
    for (std::size_t i = 0; i < dy.size(); ++i)
        dy[i] = chrnn::probe::weight(chrnn::index_t(i) / out.size(), chrnn::index_t(i) % out.size()) / samples;
    auto const gradients = oracle::backward(reference, parameters, samples, maps, expected, dy);
    model.backward();
    for (auto const& p : model.named_gradients())
        result.add(relative_difference(numbers(p), gradients.parameters.at(p.name)), p.name);
    result.add(relative_difference(model.input_gradient(), oracle::join(input_side, samples, gradients.maps)), "input");
    return result;
}

/// Calls `act.operator()<directions<...>>()` for each of the 15 subsets.
template <class Act>
void each_subset(Act const& act) {
    using namespace chrnn;
    act.template operator()<directions<se>>();
    act.template operator()<directions<nw>>();
    act.template operator()<directions<ne>>();
    act.template operator()<directions<sw>>();
    act.template operator()<directions<se, nw>>();
    act.template operator()<directions<se, ne>>();
    act.template operator()<directions<se, sw>>();
    act.template operator()<directions<nw, ne>>();
    act.template operator()<directions<nw, sw>>();
    act.template operator()<directions<ne, sw>>();
    act.template operator()<directions<se, nw, ne>>();
    act.template operator()<directions<se, nw, sw>>();
    act.template operator()<directions<se, ne, sw>>();
    act.template operator()<directions<nw, ne, sw>>();
    act.template operator()<all_directions>();
}

/// A shape of `channels` on scales from fine to coarse.
constexpr chrnn::feature_shape pyramid_of(chrnn::index_t channels, std::initializer_list<chrnn::grid> scales) {
    chrnn::feature_shape s;
    s.channels = channels;
    s.scales = 0;
    for (auto const& scale : scales) s.scale[s.scales++] = scale;
    return s;
}

} // namespace comparison
