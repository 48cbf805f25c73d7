/// A recurrence on a grid of 1 x N regions is a sequence model: PyTorch's LSTM from the same weights, on a task of
/// remembering (tests/data/make_sequence.py).
#include "distance.hpp"
#include "oracle/stored_arrays.hpp"

#include <chrnn/chrnn.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

constexpr index_t count = 48, channels = 3, length = 12, hidden_channels = 5;

struct remembering : network<input<channels, 1, length>, recurrence<lstm, directions<east>, hidden<hidden_channels>>,
                             dense<4>, softmax_cross_entropy> {};
struct both_ways : network<input<channels, 1, length>, recurrence<lstm, along_rows, hidden<hidden_channels>>, probe> {};

oracle::named_arrays const& stored() {
    static auto const all = oracle::read_stored("sequence.safetensors");
    return all;
}
/// The class of a sequence is its first symbol; symbols take turns.
std::vector<int> symbols() {
    std::vector<int> all(count);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i % 4);
    return all;
}
template <class T>
std::vector<T> sequences() {
    auto const& x = stored().at("x");
    return {x.begin(), x.end()};
}
/// Gives a model the stored weights whose names begin with `prefix`.
template <class Model>
void load_weights(Model& m, std::string const& prefix) {
    for (auto const& p : m.named_parameters()) {
        auto const& from = stored().at(prefix + p.name);
        REQUIRE(static_cast<index_t>(from.size()) == p.size());
        std::copy(from.begin(), from.end(), p.begin());
    }
}
/// The network with the weights that PyTorch's began with.
template <class T>
struct begun : model<remembering, cpu, T> {
    std::vector<T> x = sequences<T>();
    std::vector<int> labels = symbols();

    begun() : model<remembering, cpu, T>(batch{count}, seed{1}, threads{2}) { load_weights(*this, "start."); }
    double run() { return static_cast<double>(this->forward(std::span<T const>(x), std::span<int const>(labels))); }
};

} // namespace

TEMPLATE_TEST_CASE("an LSTM on a row computes what PyTorch's does, and its gradients", "", float, double) {
    double const bound = std::is_same_v<TestType, float> ? 1e-5 : 1e-12;
    begun<TestType> m;
    m.run();
    CHECK(relative_difference(m.output("hrnn1"), stored().at("features")) < bound);
    m.backward();
    for (auto const& p : m.named_gradients())
        if (p.name.starts_with("hrnn1")) {
            INFO(p.name);
            CHECK(relative_difference(p.copy(), stored().at("gradient." + p.name.substr(p.name.rfind('.') + 1))) <
                  bound);
        }
}

TEMPLATE_TEST_CASE("an LSTM on a row learns to remember, step for step as PyTorch's does", "", float, double) {
    double const bound = std::is_same_v<TestType, float> ? 1e-5 : 1e-11;
    begun<TestType> m;
    optimiser learns(m, sgd{.momentum = 0.9, .weight_decay = 0});
    std::vector<double> losses;
    for (std::size_t step = 0; step < stored().at("losses").size(); ++step) {
        losses.push_back(m.run());
        m.backward();
        learns.step(0.2);
    }
    CHECK(relative_difference(losses, stored().at("losses")) < bound);
    CHECK(losses.back() < losses.front() / 10);
    for (auto const& p : m.named_parameters())
        if (p.name.starts_with("hrnn1")) {
            INFO(p.name);
            CHECK(relative_difference(p.copy(), stored().at("end." + p.name)) < bound);
        }
}

TEST_CASE("from west to east and back is PyTorch's bidirectional LSTM, both added up") {
    model<both_ways, cpu, double> m{batch{count}, seed{1}, threads{2}};
    load_weights(m, "both.");
    auto const x = sequences<double>();
    std::vector<int> const labels(count);
    m.forward(std::span<double const>(x), std::span<int const>(labels));
    CHECK(relative_difference(m.output("hrnn1"), stored().at("both.features")) < 1e-12);
}
