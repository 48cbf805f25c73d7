#include "fit/small_scenes.hpp"
#include "parity/agreement.hpp"

#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/loss/distribution_cross_entropy.hpp>

using namespace chrnn;

namespace {

struct mixable : network<input<3, 28, 28>, dense<4>, rectifier, dense<8>, distribution_cross_entropy> {};

/// Three epochs of 70 scenes in batches of 16, the last of 6, with a look at 20 others after each.
template <class Backend>
auto fitted(model<small_scenes, Backend, double>& net) {
    synthetic_scenes const data(70, 32), other(20, 32, 5);
    return fit(net, data, sgd{.rate = 0.02, .momentum = 0.8, .clip = 2},
               {.epochs = 3, .validation = &other, .progress = progress_style::none});
}

} // namespace

TEST_CASE("fitting on a device is fitting on the CPU") {
    model<small_scenes, cpu, double> host(batch{16}, seed{11});
    model<small_scenes, gpu, double> device(batch{16}, seed{11});
    auto const expected = fitted(host), found = fitted(device);
    CHECK(gap(host.parameters_span(), device.parameters_span()) <= 1e-9);
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
        CHECK(found.history[epoch].train_loss == Approx(expected.history[epoch].train_loss));
        CHECK(found.history[epoch].train_accuracy == expected.history[epoch].train_accuracy);
        CHECK(found.history[epoch].top1 == expected.history[epoch].top1);
    }
}
TEST_CASE("fitting augmented and mixed images on a device is fitting them on the CPU") {
    synthetic_scenes const data(70, 32);
    fit_options const how{
        .epochs = 2, .augment = random_resized_crop{}, .mixup = 0.4, .progress = progress_style::none};
    model<mixable, cpu, double> host(batch{16}, seed{11});
    model<mixable, gpu, double> device(batch{16}, seed{11});
    auto const expected = fit(host, data, {}, how), found = fit(device, data, {}, how);
    CHECK(gap(host.parameters_span(), device.parameters_span()) <= 1e-9);
    CHECK(found.history[1].train_loss == Approx(expected.history[1].train_loss));
}
TEST_CASE("images that were fetched ahead are those that arrive, whatever comes between") {
    auto const one = random_images<small_scenes, float>(16, 1), other = random_images<small_scenes, float>(16, 2);
    std::vector<int> const labels(16, 3);
    model<small_scenes, cpu> host(batch{16}, seed{1});
    model<small_scenes, gpu> device(batch{16}, seed{1});
    optimiser on_host(host, sgd{});
    optimiser on_device(device, sgd{});
    auto const step = [&](auto const& images) {
        on_host.train(images, labels, 0.01);
        on_device.train(images, labels, 0.01);
    };
    for (int between = 0; between < 4; ++between) { // as many as there are slots, and more
        auto const ahead = device.prefetch(one);
        for (int i = 0; i < between; ++i) step(other);
        on_host.train(one, labels, 0.01);
        on_device.train(ahead, labels, 0.01);
    }
    {
        auto const first = device.prefetch(one), second = device.prefetch(other);
        on_host.train(other, labels, 0.01);
        on_device.train(second, labels, 0.01);
        on_host.train(one, labels, 0.01);
        on_device.train(first, labels, 0.01);
    }
    auto changing = one;
    (void)device.prefetch(changing); // withdrawn: from here on it may change
    changing = other;
    step(changing);
    CHECK(gap(host.parameters_span(), device.parameters_span()) <= 1e-4);
}
