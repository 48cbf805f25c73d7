#include <chrnn/report/rate_chart.hpp>

#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

/// A loss that falls at rates of 0.01 and explodes at 1.
rate_sweep falling() {
    rate_sweep found;
    for (int i = 0; i <= 60; ++i) {
        double const power = -6 + i / 10.0;
        found.rates.push_back(std::pow(10, power));
        found.losses.push_back(power < -0.05 ? 2 - std::max(0.0, std::min(1.0, power + 2.5)) : 1000);
        found.smoothed.push_back(found.losses.back());
    }
    return found;
}

} // namespace

TEST_CASE("a rate chart shows the losses over powers of ten, and where they fell fastest") {
    rate_sweep const found = falling();
    std::string const source = rate_chart("spp by adam", found).source();
    CHECK_THAT(source, Contains("spp by adam") && Contains("learning rate, as a power of ten"));
    CHECK_THAT(source, Contains("it fell fastest at a rate of 0.0"));
    CHECK(found.steepest() == Approx(0.01).epsilon(1));
    CHECK_THAT(source, !Contains(">1000<")); // the axis ends far below where it exploded
    CHECK_THAT(source, Contains(">-6<") && Contains(">-3<"));
}

TEST_CASE("where the loss never fell a rate chart says so, of no steps as well") {
    rate_sweep flat = falling();
    flat.losses.assign(flat.rates.size(), 2), flat.smoothed = flat.losses;
    CHECK_THAT(rate_chart("spp", flat).source(), Contains("never fell") && !Contains("stroke-dasharray"));
    CHECK_THAT(rate_chart("spp", falling()).source(), Contains("stroke-dasharray"));
    CHECK_THAT(rate_chart("spp", {}).source(), Contains("no values"));
}
