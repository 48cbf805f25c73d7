#include "distance.hpp"
#include "io/complaint.hpp"
#include "oracle/random.hpp"

#include <chrnn/layer/dense.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

template <feature_shape In>
using alone = model<network<input_of<In>, mean_squared_error>, cpu, double>;

std::vector<double> numbers(std::size_t n, std::uint64_t seed) { return oracle::random_source(seed).uniform(n, -3, 3); }
std::vector<float> targets(std::size_t n) {
    auto const all = numbers(n, 9);
    return {all.begin(), all.end()};
}

template <feature_shape In>
void agrees() {
    for (index_t samples : {1, 4}) {
        auto const n = static_cast<std::size_t>(samples * In.size());
        auto const x = numbers(n, 4);
        auto const t = targets(n);
        alone<In> m(batch{4});
        m.want_input_gradient();
        CHECK(std::ranges::equal(m.predict(x), x));
        double loss = 0, furthest = 0;
        for (std::size_t i = 0; i < n; ++i) loss += (x[i] - double(t[i])) * (x[i] - double(t[i])) / double(n);
        CHECK(m.forward(x, t) == Approx(loss).epsilon(1e-13));
        m.backward();
        for (std::size_t i = 0; i < n; ++i)
            furthest = farther(furthest, std::abs(m.input_gradient()[i] - 2 * (x[i] - double(t[i])) / double(n)));
        CHECK(furthest < 1e-14);
    }
}

} // namespace

TEST_CASE("the mean squared error and its gradient agree with plain loops, for vectors and images") {
    agrees<vector_shape(1)>();
    agrees<vector_shape(7)>();
    agrees<feature_shape(2, 3, 5)>();
}

TEST_CASE("the gradient of the mean squared error agrees with differences of its loss") {
    model<network<input<2, 2, 3>, dense<4>, mean_squared_error>, cpu, double> m{batch{3}, seed{2}};
    auto const report = check_gradient(m, numbers(36, 4), targets(12));
    INFO(report.parameter);
    CHECK(report.within(1e-8));
}

TEST_CASE("targets that no output can come near to are refused") {
    alone<vector_shape(3)> m(batch{2});
    std::vector<float> t(6);
    t[4] = INFINITY;
    CHECK(complaint([&] { m.forward(numbers(6, 4), t); }) ==
          "a target is inf, but an output can come near to finite numbers only");
    t[4] = NAN;
    CHECK(complaint([&] { m.forward(numbers(6, 4), t); }) != "");
    CHECK(complaint([&] { m.forward(numbers(6, 4), std::span<float const>(t).first(5)); }) ==
          "2 samples came with 5 targets, but each has 3");
}
