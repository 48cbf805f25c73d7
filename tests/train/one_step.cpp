#include <chrnn/layer/dense.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/train/adam.hpp>
#include <chrnn/train/nadam.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/rmsprop.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

using net = network<input_of<vector_shape(1)>, dense<1>, mean_squared_error>;

/// The weight 2 and the bias 2 behind one step on gradients of 1/2.
struct after_one_step {
    double weight, bias;
};
template <class Rule>
after_one_step of(Rule const& rule) {
    model<net, cpu, double> m{batch{1}, seed{1}, threads{1}};
    optimiser learn(m, rule);
    for (auto const& p : m.named_parameters()) *p.values = 2;
    for (auto const& g : m.named_gradients()) *g.values = 0.5;
    learn.step(rule.rate);
    return {*m.named_parameters()[0].values, *m.named_parameters()[1].values};
}

} // namespace

// The gradient of the weight is 1/2 + 1/4 * 2 = 1 where the decay is part of it, that of the bias 1/2.

TEST_CASE("sgd moves by the momentum, nesterov by the gradient where the momentum leads") {
    auto const plain = of(sgd{.rate = 0.25, .momentum = 0.5, .weight_decay = 0.25});
    CHECK(plain.weight == 2 - 0.25);
    CHECK(plain.bias == 2 - 0.125);
    auto const ahead = of(nesterov{.rate = 0.25, .momentum = 0.5, .weight_decay = 0.25});
    CHECK(ahead.weight == 2 - 0.25 * 1.5);
    CHECK(ahead.bias == 2 - 0.125 * 1.5);
}

TEST_CASE("adam takes the decay into the gradient, adamw from the weight") {
    auto const coupled = of(adam{.rate = 0.25, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.5, .weight_decay = 0.25});
    CHECK(coupled.weight == Approx(2 - 0.25 * 1 / 1.5).epsilon(1e-14));
    CHECK(coupled.bias == Approx(2 - 0.25 * 0.5 / 1).epsilon(1e-14));
    auto const decoupled = of(adamw{.rate = 0.25, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.5, .weight_decay = 0.25});
    CHECK(decoupled.weight == Approx(2 - 0.25 * 0.25 * 2 - 0.25 * 0.5 / 1).epsilon(1e-14));
    CHECK(decoupled.bias == coupled.bias);
}

TEST_CASE("nadam adds to the gradient the moment of the step to come") {
    nadam const rule{
        .rate = 0.25, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.5, .momentum_decay = 0, .weight_decay = 0.25};
    double const ahead = 1 + 0.25 / (1 - 0.25 * 0.25) * 0.5; // mu is 1/4 in every step, the moment half the gradient
    CHECK(of(rule).weight == Approx(2 - 0.25 * ahead * 1 / 1.5).epsilon(1e-14));
    CHECK(of(rule).bias == Approx(2 - 0.25 * ahead * 0.5 / 1).epsilon(1e-14));
}

TEST_CASE("rmsprop divides by the root of the mean square") {
    rmsprop const rule{.rate = 0.25, .alpha = 0.75, .epsilon = 0.5, .momentum = 0.5, .weight_decay = 0.25};
    CHECK(of(rule).weight == Approx(2 - 0.25 * 1 / (0.5 + 0.5)).epsilon(1e-14));
    CHECK(of(rule).bias == Approx(2 - 0.25 * 0.5 / (0.25 + 0.5)).epsilon(1e-14));
}

TEMPLATE_TEST_CASE("every rule takes its rate, decay, clip, multipliers and schedule by name", "", sgd, nesterov, adam,
                   adamw, nadam, rmsprop) {
    TestType const rule{
        .rate = 0.5, .weight_decay = 0.125, .clip = 3, .multipliers = {{"fc1", 2}}, .schedule = step_decay(4, 2)};
    CHECK(rule.rate == 0.5);
    CHECK(rule.weight_decay == 0.125);
    CHECK(rule.clip == 3);
    CHECK(rule.multipliers == rate_multipliers{{"fc1", 2}});
    CHECK(rule.schedule.at(rule.rate, 4) == 0.25);
    model<net, cpu, double> m{batch{1}};
    CHECK(optimiser(m, rule).rule().clip == 3);
}
