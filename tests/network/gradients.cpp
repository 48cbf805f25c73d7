#include "network/networks.hpp"

#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

template <class Net>
void gradient_is_right(std::uint64_t which) {
    model<Net, cpu, double> m(batch{3}, seed{which}, threads{1}); // other tests run beside it
    auto const images = random_images<Net, double>(3, which);
    auto const labels = random_labels<Net>(3, which);
    auto const report = check_gradient(m, std::span(images), std::span(labels), {.per_parameter = 5});
    INFO(report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-6));
}

} // namespace

TEST_CASE("the gradient of a whole network is right") {
    gradient_is_right<every_layer<srn>>(1);
    gradient_is_right<every_layer<lstm>>(2);
    gradient_is_right<stored_network<lstm>>(3);
}
