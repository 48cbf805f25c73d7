#include "oracle/stored_arrays.hpp"

#include <chrnn/layer/dense.hpp>
#include <chrnn/train/adam.hpp>
#include <chrnn/train/nadam.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/rmsprop.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace chrnn;

namespace {

using net = network<input_of<vector_shape(4)>, dense<3>, softmax_cross_entropy>;

/// Three by four weights and three biases under a rule, on the quadratic of tests/data/make_rules.py.
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
                worst = std::max(worst, std::abs(static_cast<double>(p[i]) - expected[static_cast<std::size_t>(i)]));
        }
        return worst;
    }

  private:
    static void copy(oracle::array const& from, parameter_view<T> const& to) {
        REQUIRE(static_cast<index_t>(from.size()) == to.size());
        for (index_t i = 0; i < to.size(); ++i) to[i] = static_cast<T>(from[static_cast<std::size_t>(i)]);
    }
};

template <class T, class Rule>
void agrees_with_pytorch(Rule rule, double bound) {
    for (double decay : {0.0, 0.1}) {
        rule.weight_decay = decay;
        std::string const name = std::string(Rule::name) + (decay > 0 ? "_decay" : "");
        on_quadratic<T, Rule> run(rule);
        for (int step = 1; step <= 100; ++step) {
            run.step();
            if (step != 1 && step != 10 && step != 100) continue;
            INFO(name << " is off by " << run.off(name, step) << " after " << step << " steps");
            CHECK(run.off(name, step) < bound);
        }
    }
}

/// The numbers of every rule as the script has them.
sgd with_momentum() {
    sgd rule;
    rule.rate = 0.02, rule.momentum = 0.9;
    return rule;
}
nesterov with_nesterov() {
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
rmsprop with_squares() {
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

template <class T>
std::vector<T> all_numbers(std::vector<parameter_view<T>> const& views) {
    std::vector<T> all;
    for (auto const& one : views) all.insert(all.end(), one.begin(), one.end());
    return all;
}
template <class T>
bool same_bits(std::vector<T> const& a, std::vector<T> const& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

} // namespace

TEST_CASE("every rule learns as PyTorch's does, in double to a millionth over a hundred steps") {
    with_every_rule([](auto const& rule) { agrees_with_pytorch<double>(rule, 1e-6); });
}
TEST_CASE("every rule learns as PyTorch's does, in float to what rounding leaves") {
    with_every_rule([](auto const& rule) { agrees_with_pytorch<float>(rule, 2e-5); });
}
TEST_CASE("what a rule keeps, saved and put back, goes on to the same bits") {
    with_every_rule([]<class Rule>(Rule const& rule) {
        on_quadratic<float, Rule> whole(rule), first(rule), second(rule);
        for (int step = 0; step < 7; ++step) whole.step(), first.step();
        auto const copy = [](auto const& from, auto const& to) {
            REQUIRE(from.size() == to.size());
            for (std::size_t k = 0; k < from.size(); ++k) std::copy(from[k].begin(), from[k].end(), to[k].begin());
        };
        copy(first.m.named_parameters(), second.m.named_parameters());
        copy(first.learn.named_slots(), second.learn.named_slots());
        second.learn.set_scalars(first.learn.scalars());
        for (int step = 0; step < 5; ++step) whole.step(), second.step();
        INFO(Rule::name);
        CHECK(same_bits(all_numbers(whole.m.named_parameters()), all_numbers(second.m.named_parameters())));
        CHECK(same_bits(all_numbers(whole.learn.named_slots()), all_numbers(second.learn.named_slots())));
        CHECK(whole.learn.scalars() == second.learn.scalars());
        CHECK(whole.learn.scalars()[0] == 12);
    });
}
TEST_CASE("the names of what a rule keeps are those of its slots and of the parameters") {
    auto const names = []<class Rule>(Rule const& rule) {
        on_quadratic<float, Rule> run(rule);
        std::vector<std::string> all;
        for (auto const& one : run.learn.named_slots()) all.push_back(one.name);
        return all;
    };
    std::vector<std::string> const momentum{"momentum.fc1.weight", "momentum.fc1.bias"};
    CHECK(names(sgd()) == momentum);
    CHECK(names(nesterov()) == momentum);
    std::vector<std::string> const moments{"first_moment.fc1.weight", "first_moment.fc1.bias",
                                           "second_moment.fc1.weight", "second_moment.fc1.bias"};
    CHECK(names(adam()) == moments);
    CHECK(names(adamw()) == moments);
    CHECK(names(nadam()) == moments);
    CHECK(names(rmsprop()) == std::vector<std::string>{"mean_square.fc1.weight", "mean_square.fc1.bias",
                                                       "momentum.fc1.weight", "momentum.fc1.bias"});
}
TEST_CASE("the numbers that nobody gave are PyTorch's") {
    CHECK((adam().rate == 1e-3 && adam().beta1 == 0.9 && adam().beta2 == 0.999 && adam().epsilon == 1e-8));
    CHECK((adam().weight_decay == 0 && adamw().weight_decay == 0.01 && adamw().rate == 1e-3));
    CHECK((nadam().rate == 2e-3 && nadam().momentum_decay == 4e-3 && nadam().weight_decay == 0));
    CHECK((rmsprop().rate == 0.01 && rmsprop().alpha == 0.99 && rmsprop().momentum == 0));
}
