/// A quadratic on which rules of learning are compared with PyTorch's, as tests/data/make_rules.py has it.
#pragma once

#include "distance.hpp"
#include "oracle/stored_arrays.hpp"

#include <chrnn/layer/dense.hpp>
#include <chrnn/train/adam.hpp>
#include <chrnn/train/nadam.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/rmsprop.hpp>

#include <catch2/catch.hpp>

namespace quadratic {

using namespace chrnn;

using net = network<input_of<vector_shape(4)>, dense<3>, softmax_cross_entropy>;

/// Three by four weights and three biases under a rule, on the quadratic.
template <class T, class Rule>
struct on_quadratic {
    model<net, cpu, T> m{batch{1}, seed{1}, threads{1}};
    optimiser<model<net, cpu, T>, Rule> learn;
    oracle::named_arrays const stored = oracle::read_stored("rules.safetensors");

    explicit on_quadratic(Rule const& rule) : learn(m, rule) {
        for (auto const& p : m.named_parameters()) copy(stored.at("start" + p.name.substr(3)), p);
    }
    void step() {
        auto const parameters = m.named_parameters(), gradients = m.named_gradients();
        for (std::size_t k = 0; k < parameters.size(); ++k) {
            std::string const name = parameters[k].name.substr(3); // behind "fc1"
            auto const &target = stored.at("target" + name), &curvature = stored.at("curvature" + name);
            for (index_t i = 0; i < parameters[k].size(); ++i) {
                auto const j = static_cast<std::size_t>(i);
                gradients[k][i] = static_cast<T>(curvature[j] * (static_cast<double>(parameters[k][i]) - target[j]));
            }
        }
        learn.step(learn.rule().rate);
    }
    /// The largest difference from what is stored under `name` behind that many steps.
    double off(std::string const& name, int steps) {
        double worst = 0;
        for (auto const& p : m.named_parameters()) {
            auto const& expected = stored.at(name + p.name.substr(3) + "." + std::to_string(steps));
            for (index_t i = 0; i < p.size(); ++i)
                worst = farther(worst, std::abs(static_cast<double>(p[i]) - expected[static_cast<std::size_t>(i)]));
        }
        return worst;
    }

  private:
    static void copy(oracle::array const& from, parameter_view<T> const& to) {
        REQUIRE(static_cast<index_t>(from.size()) == to.size());
        for (index_t i = 0; i < to.size(); ++i) to[i] = static_cast<T>(from[static_cast<std::size_t>(i)]);
    }
};

/// The largest difference from PyTorch's parameters behind 1, 10 and 100 steps, with and without weight decay.
template <class T, class Rule>
double off_from_pytorch(Rule rule) {
    double worst = 0;
    for (double decay : {0.0, 0.1}) {
        rule.weight_decay = decay;
        std::string const name = std::string(Rule::name) + (decay > 0 ? "_decay" : "");
        on_quadratic<T, Rule> run(rule);
        for (int step = 1; step <= 100; ++step) {
            run.step();
            if (step == 1 || step == 10 || step == 100) worst = farther(worst, run.off(name, step));
        }
    }
    return worst;
}

/// The numbers of every rule as the script has them.
inline sgd with_momentum() {
    sgd rule;
    rule.rate = 0.02, rule.momentum = 0.9;
    return rule;
}
inline nesterov with_nesterov() {
    nesterov rule;
    rule.rate = 0.02, rule.momentum = 0.9;
    return rule;
}
template <class Rule>
Rule with_moments() {
    Rule rule;
    rule.rate = 0.03, rule.beta1 = 0.8, rule.beta2 = 0.99, rule.epsilon = 1e-6;
    if constexpr (std::is_same_v<Rule, nadam>) rule.momentum_decay = 0.01;
    return rule;
}
inline rmsprop with_squares() {
    rmsprop rule;
    rule.rate = 0.004, rule.alpha = 0.9, rule.epsilon = 1e-2, rule.momentum = 0.5;
    return rule;
}
template <class Act>
void with_every_rule(Act const& act) {
    act(with_momentum());
    act(with_nesterov());
    act(with_moments<adam>());
    act(with_moments<adamw>());
    act(with_moments<nadam>());
    act(with_squares());
}

} // namespace quadratic
