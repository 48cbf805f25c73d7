/// Two steps of training on a few drawn numbers.
#pragma once

#include "unit.hpp"

#include <chrnn/chrnn.hpp>

/// The losses before, between and after the steps.
template <class Net>
std::vector<float> losses_of() {
    using namespace chrnn;
    model<Net> net{batch{6}, seed{1}, threads{2}};
    optimiser learn(net, sgd{.clip = 1});
    std::vector<float> images(static_cast<std::size_t>(6 * Net::input.size()));
    for (std::size_t i = 0; i < images.size(); ++i)
        images[i] = static_cast<float>(distribution::normal{}(random_stream{3}, i));
    std::vector<int> const labels{0, 1, 2, 3, 0, 1};
    std::vector<float> losses;
    for (int step = 0; step < 2; ++step) {
        losses.push_back(net.forward(std::span<float const>(images), std::span<int const>(labels)));
        net.backward();
        learn.step(0.1);
    }
    losses.push_back(net.forward(std::span<float const>(images), std::span<int const>(labels)));
    return losses;
}
