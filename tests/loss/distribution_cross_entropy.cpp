#include "distance.hpp"
#include "io/complaint.hpp"
#include "oracle/random.hpp"

#include <chrnn/layer/dense.hpp>
#include <chrnn/loss/distribution_cross_entropy.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

constexpr index_t classes = 5;
template <class Loss, class T = double>
using alone = model<network<input_of<vector_shape(classes)>, Loss>, cpu, T>;

std::vector<double> numbers(std::size_t n) { return oracle::random_source(4).uniform(n, -3, 3); }

/// Of three samples; the first is of one class.
std::vector<float> const some{0, 0, 1, 0, 0, 0.5f, 0, 0.25f, 0.25f, 0, 0.125f, 0.125f, 0.125f, 0.125f, 0.5f};

} // namespace

TEST_CASE("the cross-entropy with distributions and its gradient agree with plain loops") {
    alone<distribution_cross_entropy> m(batch{4});
    m.want_input_gradient();
    auto const x = numbers(15);
    auto const p = m.predict(x);
    double loss = 0, furthest = 0;
    for (std::size_t i = 0; i < 15; ++i) loss -= static_cast<double>(some[i]) * std::log(p[i]) / 3;
    CHECK(m.forward(x, some) == Approx(loss).epsilon(1e-13));
    m.backward();
    for (std::size_t i = 0; i < 15; ++i)
        furthest = farther(furthest, std::abs(m.input_gradient()[i] - (m.probabilities()[i] - double(some[i])) / 3));
    CHECK(furthest < 1e-15);
}

TEMPLATE_TEST_CASE("with all of a sample in one class it is the cross-entropy with its label", "", float, double) {
    alone<distribution_cross_entropy, TestType> m(batch{2});
    alone<softmax_cross_entropy, TestType> plain(batch{2});
    m.want_input_gradient(), plain.want_input_gradient();
    auto const all = numbers(10);
    std::vector<TestType> const x(all.begin(), all.end());
    std::vector<float> const shares{0, 0, 0, 1, 0, 1, 0, 0, 0, 0};
    std::vector<int> const labels{3, 0};
    CHECK(m.forward(x, shares) == Approx(plain.forward(x, labels)));
    CHECK(std::ranges::equal(m.probabilities(), plain.probabilities()));
    m.backward(), plain.backward();
    CHECK(std::ranges::equal(m.input_gradient(), plain.input_gradient()));
}

TEST_CASE("the gradient of the cross-entropy with distributions agrees with differences of its loss") {
    model<network<input<2, 2, 3>, dense<classes>, distribution_cross_entropy>, cpu, double> m{batch{3}, seed{2}};
    auto const report = check_gradient(m, numbers(36), some);
    INFO(report.parameter);
    CHECK(report.within(1e-8));
}

TEST_CASE("the cross-entropy with distributions is finite for numbers of any size") {
    alone<distribution_cross_entropy> m(batch{1});
    std::vector<double> const x{1000, -1000, 0, 0, 0};
    CHECK(m.forward(x, std::vector<float>{0.5f, 0.5f, 0, 0, 0}) == 1000);
}

TEST_CASE("targets that are no distributions are refused") {
    alone<distribution_cross_entropy> m(batch{3});
    auto const refusal = [&](std::size_t place, float value) {
        auto wrong = some;
        wrong[place] = value;
        return complaint([&] { m.forward(numbers(15), wrong); });
    };
    CHECK(refusal(8, -0.25f) == "a target is -0.25, but the share of a class is at least 0");
    CHECK(refusal(4, NAN) == "a target is nan, but the share of a class is at least 0");
    CHECK(refusal(7, 0.5f) == "the shares of the classes in a target add up to 1.25, not to 1");
    CHECK(refusal(2, 0) == "the shares of the classes in a target add up to 0, not to 1");
    CHECK(complaint([&] { m.forward(numbers(15), std::vector<float>(3)); }) ==
          "3 samples came with 3 targets, but each has 5");
}
