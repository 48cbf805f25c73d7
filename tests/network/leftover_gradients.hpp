/// What lies among the gradients before a backward pass, on any backend.
#pragma once

#include "distance.hpp"
#include "network/networks.hpp"

#include <chrnn/cell/peephole_lstm.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/train/optimiser.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

namespace leftover_gradients {

/// Layers that write their gradients, that add to them and that have none, next to each other and not.
struct net
    : chrnn::network<chrnn::input<3, 8, 9>, chrnn::frozen<chrnn::conv<3, 3>>, chrnn::conv<4, 3, chrnn::pad<1>>,
                     chrnn::batch_normalisation, chrnn::pyramid<3, 2, 1>,
                     chrnn::hierarchy<chrnn::peephole_lstm, chrnn::directions<chrnn::se, chrnn::nw>, chrnn::linked>,
                     chrnn::dense<6>, chrnn::frozen<chrnn::dense<5>>, chrnn::dense<4>, chrnn::dense<3>,
                     chrnn::batch_normalisation, chrnn::softmax_cross_entropy> {};

using numbers = std::vector<std::vector<double>>; ///< of every parameter

template <class Backend>
struct trained {
    chrnn::model<net, Backend, double> model{chrnn::batch{3}, chrnn::seed{5}};
    std::vector<double> images = random_images<net, double>(6);
    std::vector<int> labels = random_labels<net>(6);

    auto batch(chrnn::index_t i) const {
        return std::span(images).subspan(static_cast<std::size_t>(i) * images.size() / 2, images.size() / 2);
    }
    auto targets(chrnn::index_t i) const { return std::span(labels).subspan(static_cast<std::size_t>(i) * 3, 3); }
    numbers gradients() {
        numbers all;
        for (auto const& one : model.named_gradients()) all.push_back(one.copy());
        return all;
    }
    numbers of_batch(chrnn::index_t i) {
        model.forward(batch(i), targets(i));
        model.backward();
        return gradients();
    }
};

template <class Backend>
void count_for_nothing() {
    auto const expected = trained<Backend>().of_batch(0);
    trained<Backend> again;
    for (int times = 0; times < 4; ++times) { // a device records the second pass and repeats it
        std::ranges::fill(again.model.gradients(), std::numeric_limits<double>::quiet_NaN());
        CHECK(again.of_batch(0) == expected);
    }
}

/// A backward pass from the output of the hierarchy leaves 0 behind it, whatever was there.
template <class Backend>
void are_zero_behind() {
    trained<Backend> one;
    one.of_batch(0);
    std::vector<double> const slope(one.model.output("hrnn3").size(), 1.0);
    one.model.forward(one.batch(0), one.targets(0));
    one.model.backward("hrnn3", slope);
    for (auto const& g : one.model.named_gradients()) {
        INFO(g.name);
        auto const all = g.copy();
        bool const reached = g.name.starts_with("conv2.") || g.name.starts_with("hrnn3.") || g.name == "bn2.weight" ||
                             g.name == "bn2.bias";
        CHECK(std::ranges::any_of(all, [](double x) { return x != 0; }) == reached);
    }
}

/// Gradients of the second part of an update are added to a share of the first one's.
template <class Backend>
void are_added_to() {
    trained<Backend> alone, both;
    auto expected = alone.of_batch(0);
    auto const second = alone.of_batch(1);
    for (std::size_t i = 0; i < expected.size(); ++i)
        for (std::size_t j = 0; j < expected[i].size(); ++j) expected[i][j] = expected[i][j] / 2 + second[i][j];
    chrnn::optimiser learn(both.model, chrnn::sgd{});
    for (int times = 0; times < 3; ++times) {
        learn.train(both.batch(0), both.targets(0), 0.1, {.first = true, .last = false});
        learn.train(both.batch(1), both.targets(1), 0.1, {.first = false, .last = false, .kept = 0.5});
        auto const found = both.gradients();
        for (std::size_t i = 0; i < expected.size(); ++i) {
            INFO(both.model.named_gradients()[i].name);
            CHECK(largest_difference(found[i], expected[i]) < 1e-13);
        }
    }
}

} // namespace leftover_gradients
