/// Points of the plane with their classes, and the least network that tells them apart.
#pragma once

#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>

namespace points {

using namespace chrnn;

struct net : network<input_of<vector_shape(2)>, dense<8>, dropout<0.2>, dense<2>, softmax_cross_entropy> {};
/// Without what is drawn at random in every step.
struct plain_net : network<input_of<vector_shape(2)>, dense<8>, dense<2>, softmax_cross_entropy> {};

/// Class 1 lies above the diagonal.
inline samples<int> drawn(index_t count, std::uint64_t seed = 1) {
    std::vector<std::array<float, 2>> all;
    std::vector<int> classes;
    for (index_t i = 0; i < count; ++i) {
        random_stream const random{seed, static_cast<std::uint64_t>(i)};
        all.push_back({static_cast<float>(random.uniform(0)) - 0.5f, static_cast<float>(random.uniform(1)) - 0.5f});
        classes.push_back(all.back()[0] < all.back()[1]);
    }
    return samples<int>(all, classes);
}

inline sample_fit_options<int> quietly(index_t epochs, std::vector<callback*> callbacks = {}) {
    return {.epochs = epochs, .progress = progress_style::none, .callbacks = std::move(callbacks)};
}

template <class Net = net, class Rule = sgd>
struct training {
    model<Net> net;
    trainer<model<Net>, Rule> run;
    explicit training(Rule const& rule = {.rate = 0.1, .schedule = constant_rate()}, index_t samples = 8)
        : net(batch{samples}, seed{1}, threads{1}), run(net, rule) {}
    std::vector<float> parameters() { return {net.parameters_span().begin(), net.parameters_span().end()}; }
};

} // namespace points
