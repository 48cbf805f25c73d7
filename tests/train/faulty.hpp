/// A faulty layer: a layer whose backward pass a test can get wrong on purpose.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>

/// What a backward pass works on: copies of what it reads, and the memory that it writes.
struct backward_work {
    chrnn::index_t samples;
    chrnn::feature_shape in, out;
    std::vector<double> x, y, dy, weights;
    double *saved, *dx, *gradients;
    chrnn::step_noise noise;
    std::vector<chrnn::parameter> parameters;
    std::vector<int> labels; ///< of a loss

    chrnn::parameter const& called(std::string_view name) const {
        for (auto const& p : parameters)
            if (p.name.view() == name) return p;
        throw std::runtime_error("no parameter " + std::string(name));
    }
    /// A number of a parameter in `block`: the weights, or their gradients.
    double& at(double* block, std::string_view name, chrnn::index_t row, chrnn::index_t column) const {
        auto const& p = called(name);
        return block[p.offset + row * p.stride + column];
    }
    /// Calls `act(number, row, column)` for every number of a parameter in `block`.
    template <class Act>
    void each(double* block, std::string_view name, Act const& act) const {
        auto const& p = called(name);
        for (chrnn::index_t row = 0; row < p.rows; ++row)
            for (chrnn::index_t column = 0; column < p.columns; ++column)
                act(at(block, name, row, column), row, column);
    }
    void scale(double* block, std::string_view name, double factor) const {
        each(block, name, [=](double& number, auto, auto) { number *= factor; });
    }
    void swap(double* block, std::string_view a, std::string_view b) const {
        each(block, a, [&](double& number, auto row, auto column) { std::swap(number, at(block, b, row, column)); });
    }
    /// Takes a parameter of square matrices one below the other, as gates are stacked, and transposes each.
    void transpose(double* block, std::string_view name) const {
        auto const n = called(name).columns;
        each(block, name, [&](double& number, auto row, auto column) {
            if (column < row % n) std::swap(number, at(block, name, row - row % n + column, row % n));
        });
    }
    /// Sets to 0 the gradients of y that `which(sample, index within the sample)` picks.
    template <class Which>
    void zero_gradient(Which const& which) {
        for (std::size_t i = 0; i < dy.size(); ++i)
            if (which(static_cast<chrnn::index_t>(i) / out.size(), static_cast<chrnn::index_t>(i) % out.size()))
                dy[i] = 0;
    }
};

/// What goes wrong: it calls `right()`, the right backward pass on what the work then holds, and changes what is read
/// before or what was written after.
using fault = std::function<void(backward_work&, std::function<void()> const& right)>;

/// No fault.
inline void healthy(backward_work&, std::function<void()> const& right) { right(); }

/// The fault that all faulty layers have at the moment.
inline fault planted = healthy;

/// What `act` returns while all faulty layers have the fault `wrong`.
template <class Act>
auto with_fault(fault wrong, Act const& act) {
    planted = std::move(wrong);
    auto const result = act();
    planted = healthy;
    return result;
}

template <class Layer>
struct faulty : Layer {
    template <chrnn::feature_shape In, class Pass, class... Labels>
    static void backward(Pass const& p, Labels... labels) {
        constexpr chrnn::feature_shape out = Layer::template output<In>();
        auto const copy = [](double const* from, chrnn::index_t n) {
            return from ? std::vector<double>(from, from + n) : std::vector<double>();
        };
        constexpr auto list = Layer::template parameters<In>();
        backward_work work{p.samples,
                           In,
                           out,
                           copy(p.x, p.samples * In.size()),
                           copy(p.y, p.samples * out.size()),
                           copy(p.dy, p.samples * out.size()),
                           copy(p.weights, list.extent()),
                           p.saved,
                           p.dx,
                           p.gradients,
                           p.noise,
                           {},
                           {}};
        work.parameters.assign(list.begin(), list.end());
        (work.labels.assign(labels, labels + p.samples), ...);
        planted(work, [&] {
            Pass changed{p.on,          work.samples,   p.training, work.noise,          work.x.data(),
                         work.y.data(), work.dy.data(), work.dx,    work.weights.data(), work.gradients,
                         work.saved,    p.scratch};
            changed.adds_gradients = p.adds_gradients;
            if constexpr (sizeof...(Labels) > 0)
                Layer::template backward<In>(changed, static_cast<int const*>(work.labels.data()));
            else
                Layer::template backward<In>(changed);
        });
    }
};
