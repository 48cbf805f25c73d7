/// What a network must show on every backend of the host: the gradients that it has on `cpu`.
#pragma once

#include "distance.hpp"

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
    CHECK(std::ranges::any_of(one.gradients(), [](T g) { return g != 0; }));
    CHECK(relative_difference(other.gradients(), one.gradients()) < margin);
}
