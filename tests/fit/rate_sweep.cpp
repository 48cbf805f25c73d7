#include <chrnn/fit/rate_sweep.hpp>

#include "points.hpp"

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("a sweep finds the rates at which a network learns, and puts everything back") {
    model<points::net> net(batch{8}, seed{3}, threads{1});
    net.set_steps(5);
    auto const data = points::drawn(64);
    std::vector<float> const before(net.parameters_span().begin(), net.parameters_span().end());
    rate_sweep const found = sweep_rates(net, data, sgd{}, {.first = 1e-4, .last = 1e6, .steps = 60});
    CHECK(std::vector<float>(net.parameters_span().begin(), net.parameters_span().end()) == before);
    CHECK(net.steps() == 5);
    CHECK(net.preprocessing() == preprocessing{});
    REQUIRE(found.rates.size() == found.losses.size());
    CHECK(found.rates.size() < 60); // it ended where the loss rose
    CHECK(found.rates.front() == Approx(1e-4));
    CHECK(found.rates[59 / 2] == Approx(1e-4 * std::pow(1e10, 29.0 / 59)));
    CHECK(found.steepest() > 1e-3);
    CHECK(found.steepest() < 100);

    rate_sweep const again = sweep_rates(net, data, sgd{}, {.first = 1e-4, .last = 1e6, .steps = 60});
    CHECK(again.losses == found.losses);
}

TEST_CASE("a sweep tells where the smoothed loss falls fastest") {
    CHECK(rate_sweep{{1, 2, 4, 8}, {}, {1.0, 0.9, 0.5, 0.7}}.steepest() == 4);
    CHECK(rate_sweep{{1, 2, 4}, {}, {1.0, 1.1, 1.2}}.steepest() == 0);
    CHECK(rate_sweep{}.steepest() == 0);
}

TEST_CASE(
    "a fall that is no more than what the losses of neighbouring steps differ by is none, nor one of the first means") {
    rate_sweep found{{1, 2, 4, 8}, {1.0, 1.3, 0.9, 1.2}, {1.0, 1.0, 0.8, 0.8}};
    CHECK(found.steepest() == 0);
    found.losses = {1.0, 1.1, 0.9, 1.0};
    CHECK(found.steepest() == 4);
    found.smoothed = {2.0, 1.0, 1.0, 1.0};
    CHECK(found.steepest() == 0);
}

TEST_CASE("a sweep between rates that make no sense is refused") {
    model<points::net> net(batch{8});
    auto const refused = [&](rate_sweep_options const& how) {
        return complaint([&] { sweep_rates(net, points::drawn(8), sgd{}, how); });
    };
    CHECK_THAT(refused({.first = 0}), Contains("from a rate of 0"));
    CHECK_THAT(refused({.first = 1, .last = 1}), Contains("from a rate of 1 to one of 1"));
    CHECK_THAT(refused({.steps = 1}), Contains("in 1 steps"));
    CHECK_THAT(refused({.most = 1}), Contains("up to 1 times"));
}
