#include <chrnn/cell/lstm.hpp>
#include <chrnn/layer/average_pool.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/lrn_within_channel.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/train/fingerprint.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/traverse/direction.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <set>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using Catch::EndsWith;

namespace {

/// All kinds of parameters; those of fc3 and fc4 are more than one task for several threads.
struct small
    : network<input<1, 9, 9>, conv<5, 3>, rectifier, pyramid<2, 1>, hierarchy<lstm, directions<se, nw>, linked>,
              dense<67>, rectifier, dense<611>, rectifier, dense<3>, softmax_cross_entropy> {};

/// Gives every parameter, gradient and momentum a multiple of 1/8 that is its own.
template <class Optimiser, class Model>
void fill(Optimiser& learn, Model& net) {
    index_t k = 0;
    for (auto const& views : {net.named_parameters(), net.named_gradients(), learn.named_slots()})
        for (auto const& one : views)
            for (index_t i = 0; i < one.rows; ++i)
                for (index_t j = 0; j < one.columns; ++j) {
                    k = (k * 31 + 17) % 1009;
                    one.values[i * one.stride + j] = static_cast<typename Model::scalar>(k % 33 - 16) / 8;
                }
}

/// The numbers of all parameters, gradients or momenta in the order of their names, without what lies between them.
template <class T>
std::vector<T> numbers_of(std::vector<parameter_view<T>> const& views) {
    std::vector<T> all;
    for (auto const& one : views)
        for (index_t i = 0; i < one.rows; ++i)
            all.insert(all.end(), one.values + i * one.stride, one.values + i * one.stride + one.columns);
    return all;
}

template <class T>
double sum_of(std::span<T> all) {
    double sum = 0;
    for (T x : all) sum += std::abs(static_cast<double>(x));
    return sum;
}

template <class T>
bool same_bits(std::vector<T> const& a, std::vector<T> const& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

} // namespace

// With numbers that are short in binary nothing is rounded, so that the order of the operations does not matter.
TEMPLATE_TEST_CASE("a step does to every number what the rule says, with decay on weights only", "", float, double) {
    using T = TestType;
    model<small, cpu, T> net{batch{1}, seed{1}, threads{3}};
    optimiser learn( // of links, which learn at a tenth of the rate, 80 tenths
        net, {.momentum = 0.5, .weight_decay = 0.25, .multipliers = {{"hrnn2", 4}, {"hrnn2.link", 80}, {"conv1", 0}}});
    fill(learn, net);
    auto w = numbers_of(net.named_parameters()), g = numbers_of(net.named_gradients()),
         v = numbers_of(learn.named_slots());
    double const gaps = sum_of(net.parameters_span()) - sum_of(std::span(w));

    for (double rate : {0.5, 0.25}) {
        std::size_t i = 0;
        for (auto const& one : net.named_parameters()) {
            T const multiplier = one.name.starts_with("hrnn2.link.") ? 8
                                 : one.name.starts_with("hrnn2.")    ? 4
                                 : one.name.starts_with("conv1.")    ? 0
                                                                     : 1;
            T const decay = one.name.ends_with(".bias") ? 0 : T(0.25);
            for (index_t k = 0; k < one.rows * one.columns; ++k, ++i) {
                v[i] = T(0.5) * v[i] - T(rate) * multiplier * (g[i] + decay * w[i]);
                w[i] += v[i];
            }
        }
        REQUIRE(i == w.size());
        learn.step(rate);
        CHECK(same_bits(numbers_of(net.named_parameters()), w));
        CHECK(same_bits(numbers_of(learn.named_slots()), v));
        CHECK(same_bits(numbers_of(net.named_gradients()), g));
    }
    CHECK(gaps == 0);
    CHECK(sum_of(net.parameters_span()) == sum_of(std::span(w)));
    CHECK(sum_of(learn.slot()) == sum_of(std::span(v)));
}

TEST_CASE("gradients longer than the clip are shortened to it, shorter ones are left") {
    model<small> net{batch{1}};
    auto const first = net.named_gradients().front().values, last = net.named_gradients().back().values;
    *first = 3, *last = -4; // conv1.weight and fc5.bias
    std::fill(net.parameters_span().begin(), net.parameters_span().end(), 0.f);
    optimiser clipped(net, {.weight_decay = 0, .clip = 2.5});
    CHECK(clipped.gradient_length() == 5);
    clipped.step(0.5);
    CHECK(*net.named_parameters().front().values == -0.75f);
    CHECK(*net.named_parameters().back().values == 1);
    CHECK(*first == 3);

    optimiser loose(net, {.weight_decay = 0, .clip = 5});
    loose.step(0.5);
    CHECK(*net.named_parameters().front().values == -2.25f);
    CHECK(*net.named_parameters().back().values == 3);
}

TEST_CASE("decay is not clipped") {
    model<small> net{batch{1}};
    std::fill(net.parameters_span().begin(), net.parameters_span().end(), 8.f);
    *net.named_gradients().front().values = 4;
    optimiser(net, {.weight_decay = 0.5, .clip = 1}).step(0.25);
    CHECK(*net.named_parameters().front().values == 8 - 0.25f * (1 + 0.5f * 8));
    CHECK(*net.named_parameters()[1].values == 8); // conv1.bias
}

TEST_CASE("a step gives the same bits on 1, 2, 3 and 7 threads") {
    std::vector<float> parameters, momentum;
    for (index_t count : {1, 2, 3, 7}) {
        model<small> net{batch{1}, seed{5}, threads{count}};
        float x = 0.1f;
        for (float& g : net.gradients()) g = x = 3.9f * x * (1 - x);
        optimiser learn(net, {.clip = 0.5, .multipliers = {{"fc4", 3}}});
        for (int i = 0; i < 3; ++i) learn.step(0.013);
        auto const w = numbers_of(net.named_parameters()), v = numbers_of(learn.named_slots());
        if (count == 1) parameters = w, momentum = v;
        CHECK(same_bits(w, parameters));
        CHECK(same_bits(v, momentum));
    }
}

TEST_CASE("a loss that is not finite stops the step, though all gradients are, and changes nothing") {
    struct extreme : network<input<1, 1, 1>, dense<2>, softmax_cross_entropy> {};
    model<extreme> net{batch{1}};
    optimiser learn(net, sgd{});
    net.named_parameters().back().values[0] = 3e38f; // the bias of class 0; class 1 has the opposite
    net.named_parameters().back().values[1] = -3e38f;
    std::vector<float> const x{0}, before(net.parameters_span().begin(), net.parameters_span().end());
    std::vector<int> const label{1};
    CHECK(std::isinf(net.forward(x, label)));
    net.backward();
    CHECK(std::isfinite(learn.gradient_length()));
    std::string const sentence = "in step 1 the loss is not finite, though all gradients are";
    CHECK(complaint([&] { learn.step(0.1); }) == sentence);
    CHECK(complaint([&] {
              learn.train(x, label, 0.1);
              learn.check();
          }) == sentence);
    CHECK(net.steps() == 0);
    CHECK(std::equal(before.begin(), before.end(), net.parameters_span().begin()));
}

TEST_CASE("a multiplier for a layer that is not there, or has no parameters, is refused with the layers that have") {
    model<small> net{batch{1}};
    CHECK(complaint([&] {
              optimiser(net, {.multipliers = {{"fc5", 2}, {"hrnn6", 10}}});
          }) ==
          "the learning rate of 'hrnn6' cannot be multiplied by 10: the layers with parameters are conv1, hrnn2, fc3, "
          "fc4, fc5");
    for (char const* other : {"relu1", "fc", "fc5.", "hrnn2.links", "hrnn2.2.se.weight", ""})
        CHECK_THAT(complaint([&] {
                       optimiser(net, {.multipliers = {{other, 2}}});
                   }),
                   Contains("'" + std::string(other) + "'"));
}

TEST_CASE("of the multipliers that fit a parameter the longest counts") {
    rate_multipliers const rule{{"hrnn6", 10}, {"hrnn6.link", 0.5}, {"hrnn6.6.se", 2}, {"hrnn6.6.se.bias", 3}};
    CHECK(multiplier_of(rule, "hrnn6.3.se.bias") == 10);
    CHECK(multiplier_of(rule, "hrnn6.link.1.6.weight") == 0.5);
    CHECK(multiplier_of(rule, "hrnn6.6.se.weight_x") == 2);
    CHECK(multiplier_of(rule, "hrnn6.6.se.bias") == 3);
    CHECK(multiplier_of(rule, "hrnn61.bias") == 1);
    CHECK(multiplier_of(rule, "hrnn6.linked") == 10);
}

TEST_CASE("a rule whose numbers make no sense is refused") {
    model<small> net{batch{1}};
    auto const refusal = [&](sgd rule) { return complaint([&] { optimiser(net, std::move(rule)); }); };
    CHECK_THAT(refusal({.rate = -1}), Contains("-1"));
    CHECK_THAT(refusal({.rate = NAN}), Contains("nan"));
    CHECK_THAT(refusal({.momentum = 1}), Contains("below 1, not 1"));
    CHECK_THAT(refusal({.weight_decay = INFINITY}), Contains("inf"));
    CHECK_THAT(refusal({.clip = -2}), Contains("-2"));
    CHECK_THAT(refusal({.multipliers = {{"fc3", -10}}}), Contains("fc3") && Contains("-10"));
    CHECK(refusal({}) == "");
}

TEST_CASE("gradients that are not finite change nothing, and the layer nearest to the loss is named") {
    model<small> net{batch{1}};
    optimiser learn(net, {.clip = 1});
    fill(learn, net);
    net.set_steps(12);
    auto const w = numbers_of(net.named_parameters()), v = numbers_of(learn.named_slots());
    *net.named_gradients().front().values = INFINITY;
    CHECK_THAT(complaint([&] { learn.step(0.1); }), Contains("in step 12 ") && EndsWith(" conv1"));
    for (auto const& one : net.named_gradients())
        if (one.name == "fc3.bias") *one.values = NAN;
    net.set_steps(12);
    CHECK_THAT(complaint([&] { learn.step(0.1); }), EndsWith(" fc3"));
    CHECK(net.steps() == 11);
    CHECK(same_bits(numbers_of(net.named_parameters()), w));
    CHECK(same_bits(numbers_of(learn.named_slots()), v));
}

namespace {
struct with_conv : network<input<1, 9, 9>, conv<5, 3>, rectifier, dense<3>, softmax_cross_entropy> {};
struct same_conv : network<input<1, 9, 9>, conv<5, 3>, rectifier, dense<3>, softmax_cross_entropy> {};
struct without_relu : network<input<1, 9, 9>, conv<5, 3>, dense<3>, softmax_cross_entropy> {};
struct more_rows : network<input<1, 10, 9>, conv<5, 3>, rectifier, dense<3>, softmax_cross_entropy> {};
struct four_classes : network<input<1, 9, 9>, conv<5, 3>, rectifier, dense<4>, softmax_cross_entropy> {};
/// With a layer that keeps its input's shape, or halves it, and has no parameters.
template <class Layer>
using with = network<input<4, 8, 8>, Layer, dense<3>, softmax_cross_entropy>;
} // namespace

TEST_CASE("networks have the same fingerprint if and only if they have the same layers") {
    CHECK(fingerprint<with_conv>() == fingerprint<same_conv>());
    CHECK(fingerprint<with_conv>() != fingerprint<without_relu>());
    CHECK(fingerprint<with_conv>() != fingerprint<more_rows>());
    CHECK(fingerprint<with_conv>() != fingerprint<four_classes>());
    std::set<std::uint64_t> const prints{
        fingerprint<with<max_pool<2, stride<2>>>>(),
        fingerprint<with<average_pool<2, stride<2>>>>(),
        fingerprint<with<max_pool<3, stride<2>, pad<1>, rounded_down>>>(),
        fingerprint<with<average_pool<3, stride<2>, pad<1>, rounded_down>>>(),
        fingerprint<with<lrn<5>>>(),
        fingerprint<with<lrn<3>>>(),
        fingerprint<with<lrn_within_channel<3>>>(),
        fingerprint<with<lrn_within_channel<3, std::ratio<1, 1000>>>>(),
        fingerprint<with<conv<4, 3, pad<1>>>>(),
        fingerprint<with<conv<4, 3, pad<2>, dilation<2>>>>(),
        fingerprint<with<conv<4, 3, pad<1>, groups<2>>>>(),
        fingerprint<with<conv<4, 3, pad<1>, groups<4>>>>(),
    };
    CHECK(prints.size() == 12);
}
