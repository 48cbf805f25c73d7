#include "distance.hpp"
#include "oracle/layers.hpp"
#include "oracle/random.hpp"

#include <chrnn/network/model.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

constexpr int classes = 7;
using softmax_alone = model<network<input_of<vector_shape(classes)>, softmax_cross_entropy>, cpu, double>;

} // namespace

TEST_CASE("softmax, cross-entropy and its gradient agree with the oracle") {
    for (int samples : {1, 5}) {
        auto const x = oracle::random_source(4).uniform(std::size_t(samples * classes), -3, 3);
        std::vector<int> labels;
        for (int n = 0; n < samples; ++n) labels.push_back(n * 3 % classes);
        softmax_alone m(batch{5});
        m.want_input_gradient();
        CHECK(largest_difference(m.predict(std::span(x)), oracle::softmax(x, classes)) < 1e-12);
        double const loss = m.forward(std::span(x), std::span<int const>(labels));
        CHECK(loss == Approx(oracle::cross_entropy(x, labels, classes)).epsilon(1e-12));
        m.backward();
        CHECK(largest_difference(m.input_gradient(), oracle::cross_entropy_backward(x, labels, classes)) < 1e-12);
    }
}
TEST_CASE("softmax and its loss are finite for numbers of any size") {
    softmax_alone m(batch{1});
    std::vector<double> const x{1000, -1000, 999, 0, 0, 0, 0};
    std::vector<int> const unlikely{1};
    CHECK(m.forward(std::span(x), std::span(unlikely)) == Approx(2000 + std::log1p(std::exp(-1.0))));
    auto const p = m.predict(std::span(x));
    CHECK(p[0] == Approx(1 / (1 + std::exp(-1.0))));
    CHECK(p[1] == 0);
    CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1));
}
TEST_CASE("the loss is the mean over the samples, and ln of the classes where all are equal") {
    softmax_alone m(batch{3});
    std::vector<double> const x(2 * classes, 0.25);
    std::vector<int> const labels{6, 0};
    CHECK(m.forward(std::span(x), std::span(labels)) == Approx(std::log(7.0)));
}
