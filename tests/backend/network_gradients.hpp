/// What a network must show on every backend of the host: the gradients that it has on `cpu`.
#pragma once

#include <network/networks.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

/// `margin` is of the loss and of the largest gradient.
template <class Backend, class T>
void check_network_gradients(double margin) {
    using net = every_layer<lstm>;
    auto const x = random_images<net, T>(19);
    auto const labels = random_labels<net>(19);
    model<net, cpu, T> one(batch{19}, seed{2}, threads{2});
    model<net, Backend, T> other(batch{19}, seed{2}, threads{2});
    CHECK(both_passes(other, x, labels) == Approx(both_passes(one, x, labels)).epsilon(margin));
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < one.gradients().size(); ++i) {
        largest = std::max(largest, static_cast<double>(std::abs(one.gradients()[i])));
        worst = std::max(worst, static_cast<double>(std::abs(one.gradients()[i] - other.gradients()[i])));
    }
    CHECK(largest > 0);
    CHECK(worst < margin * largest);
}
