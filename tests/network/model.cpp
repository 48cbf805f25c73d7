#include "distance.hpp"
#include "io/complaint.hpp"
#include "network/networks.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::StartsWith;

namespace {

using net = every_layer<lstm>;

/// What a few steps of gradient descent leave: losses, parameters, and what the model then says of the images.
template <class T>
std::vector<T> after_steps(index_t on_threads) {
    model<net, cpu, T> m(batch{19}, seed{2}, threads{on_threads});
    std::vector<T> all;
    for (std::uint64_t step = 0; step < 3; ++step) {
        index_t const samples = step == 1 ? 11 : 19; // a short batch among them
        all.push_back(both_passes(m, random_images<net, T>(samples, step), random_labels<net>(samples, step)));
        for (std::size_t i = 0; i < m.gradients().size(); ++i) m.parameters_span()[i] -= T(0.05) * m.gradients()[i];
    }
    all.insert(all.end(), m.parameters_span().begin(), m.parameters_span().end());
    auto const images = random_images<net, T>(19);
    auto const p = m.predict(std::span(images));
    all.insert(all.end(), p.begin(), p.end());
    return all;
}
template <class T>
bool same_bits(std::vector<T> const& a, std::vector<T> const& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}
/// The first `samples` of random images.
template <class T = float>
std::vector<T> images(index_t samples) {
    return random_images<net, T>(samples, 3);
}

} // namespace

TEST_CASE("training gives the same bits on one, two, three and seven threads") {
    auto const in_float = after_steps<float>(1);
    auto const in_double = after_steps<double>(1);
    CHECK(relative_difference(in_float, in_double) < 1e-3); // and they do compute the same thing
    for (index_t n : {2, 3, 7}) {
        CHECK(same_bits(after_steps<float>(n), in_float));
        CHECK(same_bits(after_steps<double>(n), in_double));
    }
}
TEST_CASE("a batch smaller than the capacity gives what a model of its size gives") {
    model<net> large(batch{8}, seed{1}), small(batch{3}, seed{1});
    auto const x = images(3);
    std::vector<int> const labels{1, 3, 0};
    CHECK(relative_difference(copy_of(large.predict(std::span(x))), copy_of(small.predict(std::span(x)))) < 1e-6);
    CHECK(both_passes(large, x, labels) == Approx(both_passes(small, x, labels)).epsilon(1e-6));
    CHECK(relative_difference(copy_of(large.gradients()), copy_of(small.gradients())) < 1e-6);
}
TEST_CASE("a sample's probabilities do not depend on the samples beside it") {
    model<net> m(batch{5}, seed{1});
    auto const x = images(5);
    auto const together = copy_of(m.predict(std::span(x)));
    std::size_t const size = static_cast<std::size_t>(net::input.size());
    for (std::size_t n = 0; n < 5; ++n) {
        auto const alone = copy_of(m.predict(std::span(x).subspan(n * size, size)));
        CHECK(relative_difference(alone, std::span(together).subspan(n * 4, 4)) < 1e-5);
    }
}
TEST_CASE("a batch of another size leaves nothing behind") {
    model<net> used(batch{8}, seed{1}), fresh(batch{8}, seed{1});
    both_passes(used, images(8), {0, 1, 2, 3, 0, 1, 2, 3});
    both_passes(used, images(5), {3, 3, 3, 3, 3});
    fresh.set_steps(used.steps()); // so that dropout draws the same mask
    std::vector<int> const labels{1, 3, 0};
    CHECK(both_passes(used, images(3), labels) == both_passes(fresh, images(3), labels));
    CHECK(same_bits(copy_of(used.gradients()), copy_of(fresh.gradients())));
    auto const x = images(7);
    CHECK(same_bits(copy_of(used.predict(std::span(x))), copy_of(fresh.predict(std::span(x)))));
}
TEST_CASE("predicting does not drop, training does") {
    model<net> m(batch{2}, seed{1});
    auto const x = images(2);
    std::vector<int> const labels{1, 2};
    auto const first = copy_of(m.predict(std::span(x)));
    float const loss = m.forward(std::span(x), std::span(labels));
    CHECK(copy_of(m.output("softmax")) != first);
    m.set_steps(1);
    CHECK(m.forward(std::span(x), std::span(labels)) != loss);
    CHECK(copy_of(m.predict(std::span(x))) == first);
    m.set_steps(0);
    CHECK(m.forward(std::span(x), std::span(labels)) == loss);
    m.set_seed(2);
    CHECK(m.forward(std::span(x), std::span(labels)) != loss);
}
TEST_CASE("the gradients of a pass are those of its mean loss, not added to those before") {
    model<net> once(batch{2}, seed{1}), again(batch{2}, seed{1});
    auto const x = images(2);
    std::vector<int> const labels{1, 2};
    both_passes(once, x, labels);
    both_passes(again, x, labels);
    again.set_steps(0);
    both_passes(again, x, labels);
    CHECK(same_bits(copy_of(once.gradients()), copy_of(again.gradients())));
}
TEST_CASE("a model says in one sentence what it cannot take") {
    model<net> m(batch{2}, seed{1});
    auto const complaint_of = [&](std::size_t numbers, std::vector<int> const& labels) {
        std::vector<float> const x(numbers);
        return complaint([&] { m.forward(std::span(x), std::span(labels)); });
    };
    CHECK(complaint_of(714 * 2, {0, 4}) == "a label is 4, but the network has 4 classes");
    CHECK(complaint_of(714 * 2, {-1, 0}) == "a label is -1, but the network has 4 classes");
    CHECK(complaint_of(714 * 2, {0}) == "2 images came with 1 labels");
    CHECK(complaint_of(714 * 3, {0, 1, 2}) == "a batch of 3 samples does not fit a model of 1 to 2");
    CHECK(complaint_of(0, {}) == "a batch of 0 samples does not fit a model of 1 to 2");
    CHECK(complaint_of(713, {0}) == "713 numbers are not whole images of 714");
    CHECK(complaint_of(714 * 2, {0, 3}) == "");
    std::vector<float> const three(714 * 3);
    CHECK(complaint([&] { m.predict(std::span(three)); }) == "a batch of 3 samples does not fit a model of 1 to 2");
    for (index_t samples : {index_t{0}, index_t{-1}, index_t{1} << 58})
        CHECK(complaint([=] { model<net> none(batch{samples}); }) ==
              "a model takes batches of at least 1 and at most 16777216 samples, not " + std::to_string(samples));
}
TEST_CASE("a backward pass is refused unless a forward pass with labels came right before it") {
    std::string const refused = "a backward pass needs a forward pass with labels right before it";
    model<net> m(batch{2}, seed{1});
    auto const x = images(2);
    std::vector<int> const labels{1, 2}, wrong{1, 4};
    CHECK(complaint([&] { m.backward(); }) == refused);
    CHECK(complaint([&] { m.loss(); }) == "there is no loss: the last pass was no forward pass with labels");
    m.forward(x, labels);
    m.predict(x);
    CHECK(complaint([&] { m.backward(); }) == refused);
    CHECK(complaint([&] { m.loss(); }) == "there is no loss: the last pass was no forward pass with labels");
    auto const loss = m.forward(x, labels);
    CHECK(complaint([&] { m.forward(images(1), wrong); }) != ""); // and nothing of it is taken in
    m.backward();
    CHECK(m.loss() == loss);
    CHECK(complaint([&] { m.backward(); }) == refused);
    CHECK(m.steps() == 1);
    model<net> other(batch{2}, seed{1});
    both_passes(other, x, labels);
    CHECK(same_bits(copy_of(m.gradients()), copy_of(other.gradients())));
    CHECK(m.input_gradient().empty());
}
TEST_CASE("a model names the first layer whose output is not finite") {
    model<net> m(batch{1}, seed{1});
    auto const x = images(1);
    std::vector<int> const labels{1};
    CHECK(m.first_not_finite(x) == "");
    m.forward(x, labels);
    CHECK(m.first_not_finite() == "");
    for (auto const& p : m.named_parameters())
        if (p.name == "conv2.bias") p.values[0] = INFINITY;
    CHECK(m.first_not_finite(x) == "conv2");
    m.forward(x, labels);
    CHECK(m.first_not_finite() == "conv2");
    CHECK_THROWS_WITH(m.output("no such layer"), StartsWith("the network has no layer \"no such layer\": its layers"));
}
TEST_CASE(
    "a network may begin with any layer, and its gradients are those that it has when asked for that of the input") {
    auto const check = []<class... First>(sequence<First...>) {
        using begins = network<input<4, 6, 5>, First..., dense<3>, softmax_cross_entropy>;
        model<begins> unasked(batch{2}, seed{1}), asked(batch{2}, seed{1});
        auto const x = random_images<begins, float>(2);
        asked.want_input_gradient();
        for (int pass = 0; pass < 2; ++pass) CHECK(both_passes(unasked, x, {2, 0}) == both_passes(asked, x, {2, 0}));
        CHECK(same_bits(copy_of(unasked.gradients()), copy_of(asked.gradients())));
        auto const dx = asked.input_gradient();
        CHECK(dx.size() == x.size());
        CHECK(std::any_of(dx.begin(), dx.end(), [](float d) { return d != 0; }));
    };
    check(sequence<conv<2, 3>>{});
    check(sequence<rectifier>{});
    check(sequence<dropout<0.2>, lrn<5>>{});
    check(sequence<max_pool<2>, conv<2, 3>>{});
    check(sequence<recurrence<lstm>>{});
    check(sequence<recurrence<srn, all_directions, modified>>{});
    check(sequence<pyramid<3, 1>, hierarchy<srn, all_directions, linked>>{});
}
TEST_CASE("a model's copy of its input is its own") {
    model<net> m(batch{1}, seed{1});
    auto x = images(1);
    auto const kept = x;
    both_passes(m, x, {0});
    CHECK(x == kept);
}
