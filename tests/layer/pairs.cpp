#include <chrnn/train/check_gradient.hpp>

#include <chrnn/cell/srn.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/rectifier.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// Whether the gradients are right where `Layers` stand behind each other on large numbers.
template <class... Layers>
bool gradients_are_right() {
    using net = network<input<4, 5, 6>, conv<4, 3, pad<1>>, Layers..., probe>;
    model<net, cpu, double> m(batch{2}, seed{1}, threads{1});
    std::vector<double> x(static_cast<std::size_t>(2 * net::input.size()));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 30 * distribution::normal{}(random_stream{2}, i);
    std::vector<int> const labels(2);
    auto const report = check_gradient(m, x, labels, {.per_parameter = 25});
    INFO(report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-6));
    return report.within(1e-6);
}

} // namespace

TEST_CASE("layers that work in place leave those before them what they need") {
    CHECK(gradients_are_right<lrn<3>, dropout<0.5>>());
    CHECK(gradients_are_right<lrn<3>, rectifier, dropout<0.5>>());
    CHECK(gradients_are_right<rectifier, dropout<0.5>, lrn<3>>());
    CHECK(gradients_are_right<max_pool<2>, rectifier, dropout<0.3>>());
    CHECK(gradients_are_right<recurrence<srn>, rectifier, dropout<0.3>>());
    CHECK(gradients_are_right<dense<6>, dropout<0.3>, rectifier>());
}
