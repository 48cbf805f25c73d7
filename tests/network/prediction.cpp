#include "io/complaint.hpp"
#include "network/networks.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

template <index_t Filters>
using padded = conv<Filters, 3, pad<1>>;

/// Branches in branches that begin and end with what works in place; every layer has a name of its own.
struct with_branches : network<input<3, 6, 5>, padded<3>, rectifier,
                               branches<named<"add_all", add>,
                                        sequence<named<"dropA", dropout<0.4>>, padded<3>, rectifier,
                                                 residual<sequence<padded<3>, named<"dropB", dropout<0.3>>>>>,
                                        sequence<>>,
                               lrn<3>, named<"reluC", rectifier>,
                               concat<sequence<padded<2>, lrn<3>>, named<"dropD", dropout<0.2>>, sequence<>>, dense<5>,
                               rectifier, dense<4>, softmax_cross_entropy> {};

using in_double = model<with_branches, cpu, double>;

std::vector<double> weights_for(std::size_t n) {
    std::vector<double> all(n);
    for (std::size_t i = 0; i < n; ++i) all[i] = distribution::normal{}(random_stream{77}, i);
    return all;
}
std::vector<int> const labels{2, 0};

layer_description const& layer_of(index_t I) { return with_branches::layers[static_cast<std::size_t>(I)]; }

/// The layer that wrote over what came out of layer I in the last training pass, -1 if none did.
index_t writer_over(in_double& m, index_t I) {
    for (index_t J = I + 1; J < with_branches::count; ++J)
        if (layer_of(J).from[0] == I + 1 &&
            m.output(layer_of(J).name.view()).data() == m.output(layer_of(I).name.view()).data())
            return J;
    return -1;
}
/// What came out of layer I in the last training pass, also where a sum was written over it.
std::vector<double> output_of(in_double& m, index_t I) {
    index_t const J = writer_over(m, I);
    if (J < 0) return copy_of(m.output(layer_of(I).name.view()));
    std::vector<double> all = output_of(m, J);
    REQUIRE(layer_of(J).name.view().starts_with("add"));
    std::vector<double> const other = output_of(m, layer_of(J).from[1] - 1);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] -= other[i];
    return all;
}
/// What layer J, a rectifier or a dropout, multiplies each number of its input by.
std::vector<double> factors_of(in_double& m, index_t J) {
    std::string_view const name = layer_of(J).name.view();
    double const dropped = name == "dropA"   ? probability(0.4).value() // which are multiples of 2^-32
                           : name == "dropB" ? probability(0.3).value()
                           : name == "dropD" ? probability(0.2).value()
                                             : 0;
    double const kept = 1 - dropped;
    REQUIRE((kept < 1 || name.starts_with("relu")));
    std::vector<double> all = output_of(m, J);
    for (double& y : all) y = std::abs(y) > 1e-12 ? 1 / kept : 0; // sums leave a little where nothing was
    return all;
}

/// The derivative of the inner product of layer I's output and `weights` by one number, in the same step.
template <class Number>
double slope(in_double& m, std::vector<double> const& x, index_t I, std::vector<double> const& weights, Number number) {
    auto const value = [&](double offset) {
        number() += offset;
        m.forward(x, labels);
        number() -= offset;
        std::vector<double> const y = output_of(m, I);
        return std::inner_product(y.begin(), y.end(), weights.begin(), 0.0);
    };
    double const h = 1e-5;
    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
}

template <class Cell>
void predicts_what_training_computes() {
    using wide = network<input<70, 9, 8>, pyramid<5, 3, 1>, hierarchy<Cell, all_directions, linked>, dense<4>,
                         softmax_cross_entropy>;
    auto const x = random_images<wide, float>(2);
    model<wide> training(batch{2}, seed{3}, threads{1});
    training.forward(x, labels);
    auto const expected = copy_of(training.probabilities());
    for (index_t count = 1; count <= 8; ++count) { // 1 to 4 directions at once
        model<wide> m(batch{2}, seed{3}, threads{count});
        CHECK(copy_of(m.predict(x)) == expected);
    }
}

} // namespace

TEST_CASE("a prediction before, after and between training passes gives the same numbers") {
    in_double m(batch{2}, seed{3}, threads{1});
    auto const x = random_images<with_branches, double>(2), y = random_images<with_branches, double>(2, 4);
    auto const first = copy_of(m.predict(x));
    CHECK(copy_of(m.predict(x)) == first);
    m.forward(y, labels);
    CHECK(copy_of(m.predict(x)) == first);
    m.forward(y, labels);
    m.backward();
    CHECK(copy_of(m.predict(x)) == first);
    m.forward(std::span(y).first(y.size() / 2), std::span(labels).first(1));
    CHECK(copy_of(m.predict(x)) == first);
    m.keep_outputs();
    CHECK(copy_of(m.predict(x)) == first);
    in_double trained_first(batch{2}, seed{3}, threads{1});
    both_passes(trained_first, y, labels);
    CHECK(copy_of(trained_first.predict(x)) == first);
    CHECK(trained_first.steps() == 1);
}
TEST_CASE("a training pass gives the same gradients whether predictions come between or not") {
    in_double alone(batch{2}, seed{3}, threads{1}), among(batch{2}, seed{3}, threads{1});
    auto const x = random_images<with_branches, double>(2), y = random_images<with_branches, double>(2, 4);
    for (int step = 0; step < 2; ++step) {
        both_passes(alone, x, labels);
        among.predict(y);
        both_passes(among, x, labels);
        among.predict(y);
        CHECK(copy_of(alone.gradients()) == copy_of(among.gradients()));
    }
}
TEST_CASE("directions that take turns in one memory give the bits of those that have their own") {
    predicts_what_training_computes<lstm>();
    predicts_what_training_computes<srn>();
}
TEST_CASE("what comes out of a layer in a prediction is there only if it was asked for") {
    in_double m(batch{2}, seed{3}, threads{1});
    auto const x = random_images<with_branches, double>(2);
    std::string const no_pass = "there has been no pass yet whose output could be looked at";
    CHECK(complaint([&] { (void)m.output("conv1"); }) == no_pass);
    auto const predicted = copy_of(m.predict(x));
    for (layer_description const& one : with_branches::layers)
        if (&one != &with_branches::layers.back())
            CHECK(complaint([&] { (void)m.output(one.name.view()); }) ==
                  "what comes out of " + std::string(one.name.view()) +
                      " is not kept in a prediction: call keep_outputs() before it");
    CHECK(copy_of(m.output("softmax")) == predicted);
    CHECK(copy_of(m.probabilities()) == predicted);
    m.keep_outputs(); // too late for the last prediction
    CHECK(complaint([&] { (void)m.output("conv1"); }) == no_pass);
    CHECK(complaint([&] { (void)m.probabilities(); }) == no_pass);
    m.predict(x);
    for (layer_description const& one : with_branches::layers)
        CHECK(m.output(one.name.view()).size() == static_cast<std::size_t>(2 * one.out.size()));
    CHECK(copy_of(m.output("dropA")) == copy_of(m.output("relu1"))); // dropout does not act
    m.keep_outputs();                                                // again changes nothing
    CHECK(copy_of(m.output("softmax")) == predicted);
    in_double trained(batch{2}, seed{3}, threads{1});
    trained.forward(x, labels);
    CHECK(trained.output("conv1").size() == static_cast<std::size_t>(2 * 3 * 6 * 5));
}
TEST_CASE("the gradient of any function of a layer's output is right, in branches too") {
    in_double m(batch{2}, seed{3}, threads{1});
    m.want_input_gradient();
    auto x = random_images<with_branches, double>(2);
    auto const gradients_from = [&](index_t I, std::vector<double> const& cotangent) {
        m.set_steps(0);
        m.forward(x, labels);
        m.backward(layer_of(I).name.view(), cotangent);
        CHECK(m.steps() == 1);
        CHECK(complaint([&] { m.backward(); }) != ""); // the pass is used up
        std::vector<double> all = copy_of(m.gradients());
        auto const dx = m.input_gradient();
        all.insert(all.end(), dx.begin(), dx.end());
        m.set_steps(0);
        return all;
    };
    int by_differences = 0, by_the_next = 0;
    for (index_t I = 0; I + 1 < with_branches::count; ++I) {
        REQUIRE(&layer_info<with_branches>(layer_of(I).name.view()) == &layer_of(I)); // nobody has its name
        INFO(layer_of(I).name.view());
        auto weights = weights_for(static_cast<std::size_t>(2 * layer_of(I).out.size()));
        m.set_steps(0);
        m.forward(x, labels);
        if (index_t const J = writer_over(m, I); J >= 0 && !layer_of(J).name.view().starts_with("add")) {
            // Its output is gone: as from the next, with what that does to a gradient done by hand.
            auto const from_next = gradients_from(J, weights);
            m.forward(x, labels);
            auto const factors = factors_of(m, J);
            for (std::size_t i = 0; i < weights.size(); ++i) weights[i] *= factors[i];
            auto const from_here = gradients_from(I, weights);
            for (std::size_t i = 0; i < from_here.size(); ++i)
                if (!(std::abs(from_here[i] - from_next[i]) <= 1e-12))
                    FAIL("number " << i << " of " << from_here.size());
            ++by_the_next;
            continue;
        }
        auto const gradients = gradients_from(I, weights);
        auto const parameters = m.parameters_span().size();
        for (std::size_t i : {std::size_t{3}, std::size_t{100}, x.size() - 1})
            CHECK(gradients[parameters + i] ==
                  Approx(slope(m, x, I, weights, [&]() -> double& { return x[i]; })).epsilon(1e-7).margin(1e-7));
        for (auto const& p : m.named_parameters())
            for (index_t k : {index_t{0}, p.size() - 1}) {
                double* const place = &p[k];
                double const expected = slope(m, x, I, weights, [&]() -> double& {
                    (void)m.parameters_span();
                    return *place;
                });
                INFO(p.name);
                CHECK(gradients[static_cast<std::size_t>(place - m.parameters_span().data())] ==
                      Approx(expected).epsilon(1e-7).margin(1e-7));
            }
        ++by_differences;
    }
    CHECK(by_differences + by_the_next == with_branches::count - 1);
    CHECK(by_differences > 8);
    CHECK(by_the_next > 3);
}
TEST_CASE("a gradient from the layer before the loss is that of the loss, where it is the loss's own") {
    in_double whole(batch{2}, seed{3}, threads{1}), from_scores(batch{2}, seed{3}, threads{1});
    auto const x = random_images<with_branches, double>(2);
    whole.forward(x, labels);
    std::vector<double> cotangent = copy_of(whole.probabilities());
    for (std::size_t n = 0; n < 2; ++n) cotangent[4 * n + static_cast<std::size_t>(labels[n])] -= 1;
    for (double& d : cotangent) d /= 2;
    whole.backward();
    from_scores.forward(x, labels);
    from_scores.backward(with_branches::layers[with_branches::layers.size() - 2].name.view(), cotangent);
    CHECK(copy_of(whole.gradients()) == copy_of(from_scores.gradients()));
}
TEST_CASE("a gradient that does not fit a layer's output is refused") {
    in_double m(batch{2}, seed{3}, threads{1});
    auto const x = random_images<with_branches, double>(2);
    std::vector<double> const five(5);
    CHECK(complaint([&] { m.backward("conv1", five); }) ==
          "a backward pass needs a forward pass with labels right before it");
    m.forward(x, labels);
    CHECK(complaint([&] { m.backward("conv1", five); }) == "the output of conv1 has 180 numbers, but its gradient 5");
    CHECK(complaint([&] { m.backward("none", five); }).starts_with("the network has no layer \"none\""));
    CHECK(complaint([&] { m.backward("softmax", std::vector<double>(8)); }) ==
          "the gradient of the loss by its own output is not wanted: call backward()");
    m.backward(); // nothing of it was taken in
}
