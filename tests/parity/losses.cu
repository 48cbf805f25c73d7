#include "parity/agreement.hpp"

#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/loss/distribution_cross_entropy.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/loss/softmax_cross_entropy_with.hpp>

using namespace chrnn;

namespace {

struct some_weights {
    static constexpr float values[] = {0.5f, 2, 1.25f, 0};
};
using plain_regions = network<input<3, 7, 9>, conv<4, 3, pad<1>>, region_cross_entropy<>>;
using weighted_regions = network<input<3, 7, 9>, conv<4, 3, pad<1>>, region_cross_entropy<class_weights<some_weights>>>;
using shares = network<input<3, 4, 5>, dense<300>, distribution_cross_entropy>; // more classes than a block has threads
using model_regions =
    network<input<3, 7, 9>, conv<4, 3, pad<1>>, region_cross_entropy<class_weights<>, label_smoothing<0.1>>>;
using weighted_classes =
    network<input<3, 4, 5>, dense<4>, softmax_cross_entropy_with<class_weights<some_weights>, label_smoothing<0.2>>>;
using model_classes =
    network<input<3, 4, 5>, dense<130>, softmax_cross_entropy_with<class_weights<>, label_smoothing<0.2>>>;
using numbers = network<input<3, 4, 5>, dense<6>, mean_squared_error>;

template <class Net, class Backend>
auto fitted(model<Net, Backend, double>& net) {
    using Model = model<Net, Backend, double>;
    samples<typename Model::target> const data(20, random_images<Net, float>(20), random_targets<Model>(20, 3)),
        other(9, random_images<Net, float>(9, 4), random_targets<Model>(9, 5));
    auto const state = fit(net, data, sgd{.rate = 0.02, .momentum = 0.8},
                           {.epochs = 3, .validation = &other, .progress = progress_style::none});
    return std::array{state.history.back().train_loss, state.history.back().validation_loss};
}
template <class Net>
void fitting_agrees() {
    model<Net, cpu, double> host(batch{8}, seed{11});
    model<Net, gpu, double> device(batch{8}, seed{11});
    auto const expected = fitted(host), found = fitted(device);
    CHECK(gap(host.parameters_span(), device.parameters_span()) <= 1e-9);
    for (std::size_t i = 0; i < 2; ++i) CHECK(found[i] == Approx(expected[i]));
}

} // namespace

TEST_CASE("softmax over channels and its cross-entropy with labels of regions agree") {
    agrees<plain_regions, float>(5, 8);
    agrees<plain_regions, double>(8, 8);
    agrees<weighted_regions, float>(8, 8);
    agrees<weighted_regions, double>(5, 8);
}
TEST_CASE("weights of classes and smoothed labels agree") {
    agrees<model_regions, double>(5, 8);
    agrees<weighted_classes, float>(5, 8);
    agrees<weighted_classes, double>(8, 8);
    agrees<model_classes, double>(8, 8);
}
TEST_CASE("the mean squared error agrees") {
    agrees<numbers, float>(5, 8);
    agrees<numbers, double>(8, 8);
}
TEST_CASE("softmax and its cross-entropy with distributions agree") {
    agrees<shares, float>(5, 8);
    agrees<shares, double>(8, 8);
}
TEST_CASE("fitting samples on a device is fitting them on the CPU") {
    fitting_agrees<weighted_regions>();
    fitting_agrees<numbers>();
    fitting_agrees<shares>();
}
