// Every gradient of the oracle against central differences of the oracle's own forward pass.
#include "difference.hpp"
#include "hierarchy.hpp"
#include "layers.hpp"
#include "random.hpp"

#include <catch2/catch.hpp>

using namespace oracle;

namespace {

constexpr double tolerance = 1e-7;
constexpr double step = 3e-5;

double dot(array const& a, array const& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// The directions in the bits of `mask`, every second subset in reverse order.
std::vector<direction> subset(int mask) {
    std::vector<direction> chosen;
    for (int bit = 0; bit < 4; ++bit)
        if (mask >> bit & 1) chosen.push_back(all_directions[bit]);
    if (mask % 2 == 0) std::reverse(chosen.begin(), chosen.end());
    return chosen;
}

/// The distance of the nearest pre-activation from the SRN's kink; far away for the LSTM.
double distance_from_kink(cell_kind cell, recurrence_output const& output) {
    double least = 1;
    for (auto const& states : output.states)
        for (double const z : states.pre_activations)
            if (cell == cell_kind::srn) least = std::min(least, std::abs(z));
    return least;
}

template <class Loss>
double check(array& values, array const& analytic, Loss loss, std::string const& what) {
    INFO(what);
    auto const result = compare_gradient(values, analytic, loss, step);
    CHECK(result.error <= tolerance);
    return result.largest;
}

recurrence random_recurrence(random_source& random, cell_kind cell, int mask, scale grid, bool modified_cnn) {
    recurrence layer{cell, modified_cnn ? 2 : 3, 2, grid.rows, grid.columns, {}, modified_cnn};
    for (auto const way : subset(mask))
        layer.directions.push_back({way, random.uniform(layer.stacked() * layer.channels, -0.8, 0.8),
                                    random.uniform(layer.stacked() * layer.hidden, -0.8, 0.8),
                                    random.uniform(layer.stacked() * layer.hidden, -0.8, 0.8),
                                    random.uniform(layer.stacked(), -0.2, 0.6)});
    return layer;
}

void check_recurrence(cell_kind cell, int mask, scale grid, int samples, bool with_context, bool modified_cnn) {
    INFO("cell " << gates_of(cell) << " subset " << mask << " grid " << grid.name() << " samples " << samples
                 << " context " << with_context << " modified " << modified_cnn);
    random_source random(1);
    recurrence layer;
    array x, context;
    do {
        layer = random_recurrence(random, cell, mask, grid, modified_cnn);
        x = random.uniform(layer.input(samples).size(), -1, 1);
        if (with_context) context = random.uniform(layer.output(samples).size(), -0.5, 0.5);
    } while (distance_from_kink(cell, forward(layer, samples, x, context)) < 1e-3);
    auto const dh = random.uniform(layer.output(samples).size(), -1, 1);
    auto const gradients = backward(layer, samples, x, context, forward(layer, samples, x, context), dh);
    auto loss = [&] { return dot(forward(layer, samples, x, context).h, dh); };

    CHECK(check(x, gradients.x, loss, "x") > 0.01);
    if (with_context) CHECK(check(context, gradients.context, loss, "context") > 0.01);
    for (std::size_t d = 0; d < layer.directions.size(); ++d) {
        auto& weights = layer.directions[d];
        auto const& gradient = gradients.directions[d];
        INFO("direction " << name_of(weights.way));
        double const largest[] = {check(weights.weight_x, gradient.weight_x, loss, "weight_x"),
                                  check(weights.weight_r, gradient.weight_r, loss, "weight_r"),
                                  check(weights.weight_c, gradient.weight_c, loss, "weight_c"),
                                  check(weights.bias, gradient.bias, loss, "bias")};
        if (cell == cell_kind::lstm)
            for (double const value : largest) CHECK(value > 0.001);
    }
}

void check_hierarchy(hierarchy net, int samples) {
    INFO("cell " << gates_of(net.cell) << " directions " << net.directions.size() << " finest "
                 << net.scales.back().name() << " samples " << samples << " linked " << net.linked);
    random_source random(2);
    named_arrays parameters;
    std::vector<array> maps;
    hierarchy_output output;
    double distance;
    do {
        for (auto const& [name, shape] : parameter_shapes(net)) {
            std::size_t size = 1;
            for (int const extent : shape) size *= extent;
            parameters[name] = shape.size() == 1 ? random.uniform(size, -0.2, 0.6) : random.uniform(size, -0.7, 0.7);
        }
        maps.clear();
        for (int l = 0; l < net.count(); ++l) maps.push_back(random.uniform(net.input(l, samples).size(), 0, 1));
        output = forward(net, parameters, samples, maps);
        distance = 1;
        for (auto const& recurrence : output.recurrences)
            distance = std::min(distance, distance_from_kink(net.cell, recurrence));
    } while (distance < 1e-3);
    auto const djoined = random.uniform(output.joined.size(), -1, 1);
    auto const gradients = backward(net, parameters, samples, maps, output, djoined);
    auto loss = [&] { return dot(forward(net, parameters, samples, maps).joined, djoined); };

    REQUIRE(gradients.parameters.size() == parameters.size());
    for (auto& [name, values] : parameters) {
        double const largest = check(values, gradients.parameters.at(name), loss, name);
        INFO(name);
        if (net.cell == cell_kind::lstm) CHECK(largest > 0.001);
    }
    for (int l = 0; l < net.count(); ++l)
        CHECK(check(maps[l], gradients.maps[l], loss, "map " + net.scales[l].name()) > 0.01);
}

} // namespace

TEST_CASE("the oracle's recurrence has the right gradients for every subset of directions", "[oracle]") {
    auto const cell = GENERATE(cell_kind::srn, cell_kind::lstm);
    auto const modified_cnn = GENERATE(false, true);
    auto const with_context = GENERATE(false, true);
    for (int mask = 1; mask < 16; ++mask)
        for (auto const grid : {scale{2, 2}, scale{2, 3}, scale{3, 2}})
            for (int const samples : {1, 3}) check_recurrence(cell, mask, grid, samples, with_context, modified_cnn);
}

TEST_CASE("the oracle's recurrence has the right gradients on larger and on degenerate grids", "[oracle]") {
    auto const cell = GENERATE(cell_kind::srn, cell_kind::lstm);
    check_recurrence(cell, 15, {4, 4}, 1, true, false);
    check_recurrence(cell, 15, {3, 5}, 2, true, false);
    for (auto const grid : {scale{1, 4}, scale{4, 1}, scale{1, 1}}) {
        random_source random(3);
        auto layer = random_recurrence(random, cell, 15, grid, false);
        auto x = random.uniform(layer.input(1).size(), -1, 1);
        auto const dh = random.uniform(layer.output(1).size(), -1, 1);
        auto const output = forward(layer, 1, x, {});
        REQUIRE(distance_from_kink(cell, output) > 1e-3);
        auto const gradients = backward(layer, 1, x, {}, output, dh);
        CHECK(check(
                  x, gradients.x, [&] { return dot(forward(layer, 1, x, {}).h, dh); }, "x") > 0.01);
        for (auto const& gradient : gradients.directions) {
            if (grid.rows == 1) CHECK(gradient.weight_r == array(gradient.weight_r.size()));
            if (grid.columns == 1) CHECK(gradient.weight_c == array(gradient.weight_c.size()));
        }
    }
}

TEST_CASE("the oracle's hierarchy has the right gradients for every subset of directions", "[oracle]") {
    auto const cell = GENERATE(cell_kind::srn, cell_kind::lstm);
    auto const linked = GENERATE(false, true);
    for (int mask = 1; mask < 16; ++mask)
        for (int const samples : {1, 3}) {
            check_hierarchy({cell, 3, 2, {{1, 1}, {2, 2}, {3, 3}}, subset(mask), linked}, samples);
            check_hierarchy({cell, 3, 2, {{2, 2}, {2, 3}}, subset(mask), linked}, samples);
        }
}

TEST_CASE("the oracle's hierarchy has the right gradients with many scales and as the modified CNN", "[oracle]") {
    auto const cell = GENERATE(cell_kind::srn, cell_kind::lstm);
    check_hierarchy({cell, 2, 2, {{1, 1}, {2, 2}, {3, 3}, {4, 4}}, all_directions, true}, 1);
    check_hierarchy({cell, 2, 3, {{1, 1}, {3, 2}, {2, 3}, {4, 5}}, all_directions, true}, 1);
    check_hierarchy({cell, 2, 2, {{1, 1}, {2, 2}, {2, 3}}, all_directions, true, "hrnn3", true}, 3);
    check_hierarchy({cell, 2, 2, {{1, 1}, {2, 2}, {2, 3}}, all_directions, false, "hrnn3", true}, 1);
}

TEST_CASE("the oracle's convolution has the right gradients", "[oracle]") {
    random_source random(4);
    auto const samples = GENERATE(1, 3);
    for (auto const& layer : {convolution{2, 3, 3, 3, 1, 1}, convolution{2, 3, 3, 2, 2, 0},
                              convolution{2, 3, 1, 1, 1, 0}, convolution{2, 3, 3, 3, 3, 2}}) {
        map_extents const shape{samples, 2, 5, 4};
        auto x = random.uniform(shape.size(), -1, 1);
        auto weight = random.uniform(3 * 2 * layer.kernel_rows * layer.kernel_columns, -1, 1);
        auto bias = random.uniform(3, -1, 1);
        auto const dy = random.uniform(layer.output(shape).size(), -1, 1);
        auto const gradients = backward(layer, shape, x, weight, dy);
        auto loss = [&] { return dot(forward(layer, shape, x, weight, bias), dy); };
        CHECK(check(x, gradients.x, loss, "x") > 0.01);
        CHECK(check(weight, gradients.weight, loss, "weight") > 0.01);
        CHECK(check(bias, gradients.bias, loss, "bias") > 0.01);
    }
}

TEST_CASE("the oracle's pooling has the right gradients, sliding and as a pyramid", "[oracle]") {
    random_source random(5);
    map_extents const shape{GENERATE(1, 3), 2, 6, 7};
    auto x = random.separated(shape.size(), 0.01);
    for (auto const& pool :
         {max_pooling::sliding(shape, 3, 2), max_pooling::sliding(shape, 2, 2), max_pooling::sliding(shape, 3, 1),
          max_pooling::pyramid(shape, 4, 4), max_pooling::pyramid(shape, 1, 1), max_pooling::pyramid(shape, 2, 5)}) {
        auto const dy = random.uniform(pool.output(shape).size(), -1, 1);
        CHECK(check(
                  x, backward(pool, shape, x, dy), [&] { return dot(forward(pool, shape, x), dy); }, "x") > 0.01);
    }
}

TEST_CASE("the oracle's normalisation has the right gradient", "[oracle]") {
    random_source random(6);
    map_extents const shape{GENERATE(1, 3), 7, 2, 3};
    auto x = random.uniform(shape.size(), -2, 2);
    auto const dy = random.uniform(shape.size(), -1, 1);
    for (auto const& layer : {normalisation{}, normalisation{5, 0.5, 0.75, 1}, normalisation{3, 2, 0.5, 2}}) {
        auto loss = [&] { return dot(forward(layer, shape, x), dy); };
        CHECK(check(x, backward(layer, shape, x, dy), loss, "x") > 0.01);
    }
}

TEST_CASE("the oracle's rectifier, dropout, dense layer and loss have the right gradients", "[oracle]") {
    random_source random(7);
    int const samples = GENERATE(1, 3);
    dense const layer{4, 5};
    auto x = random.separated(samples * layer.in, 0.1);
    auto const dx = random.uniform(x.size(), -1, 1);
    CHECK(check(
              x, relu_backward(x, dx), [&] { return dot(relu(x), dx); }, "relu") > 0.01);

    std::vector<bool> keep;
    for (std::size_t i = 0; i < x.size(); ++i) keep.push_back(i % 3 != 1);
    auto dropped = [&] { return dot(dropout(x, keep, 0.3), dx); };
    CHECK(check(x, dropout_backward(dx, keep, 0.3), dropped, "dropout") > 0.01);

    auto weight = random.uniform(layer.out * layer.in, -1, 1), bias = random.uniform(layer.out, -1, 1);
    auto const dy = random.uniform(samples * layer.out, -1, 1);
    auto const gradients = backward(layer, samples, x, weight, dy);
    auto loss = [&] { return dot(forward(layer, samples, x, weight, bias), dy); };
    CHECK(check(x, gradients.x, loss, "x") > 0.01);
    CHECK(check(weight, gradients.weight, loss, "weight") > 0.01);
    CHECK(check(bias, gradients.bias, loss, "bias") > 0.01);

    std::vector<int> const labels = samples == 1 ? std::vector{3} : std::vector{3, 0, 3};
    auto logits = random.uniform(samples * 5, -2, 2);
    auto const dlogits = cross_entropy_backward(logits, labels, 5);
    CHECK(check(
              logits, dlogits, [&] { return cross_entropy(logits, labels, 5); }, "logits") > 0.01);
}
