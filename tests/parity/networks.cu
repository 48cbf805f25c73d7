#include "parity/agreement.hpp"

#include <chrnn/train/check_gradient.hpp>

using namespace chrnn;

namespace {

/// The parameters after `steps` of training on the same images in `T`.
template <class Backend, class T, class Net>
std::vector<T> trained(int steps) {
    model<Net, Backend, T> net(batch{6}, seed{3});
    choose_scans(net);
    optimiser learn(net, sgd{.rate = 0.02, .clip = 2, .multipliers = {{"fc4", 2}}});
    for (int i = 0; i < steps; ++i) {
        index_t const samples = i % 3 == 2 ? 4 : 6; // a short batch now and then
        net.forward(random_images<Net, T>(samples, 20 + i), random_labels<Net>(samples, 20 + i));
        net.backward();
        learn.step(0.02);
    }
    return copy_of(net.parameters_span());
}

using small = stored_network<lstm>;

} // namespace

TEST_CASE("whole networks agree") {
    agrees<every_layer<srn>, double>(3, 4);
    agrees<every_layer<lstm>, double>(4, 4);
    agrees<small, float>(5, 8);
    agrees<small, double>(1, 8);
}
TEST_CASE("predictions agree") {
    either_scan const each;
    model<small, cpu, double> host(batch{4}, seed{1});
    model<small, gpu, double> device(batch{4}, seed{1});
    choose_scans(device);
    for (int i = 0; i < 3; ++i) { // as it is, recorded, and run again
        auto const images = random_images<small, double>(3, 40 + i);
        CHECK(gap(host.predict(images), device.predict(images)) <= 1e-12);
    }
}
TEST_CASE("after 20 steps of training in double the weights agree") {
    CHECK(gap(trained<cpu, double, small>(20), trained<gpu, double, small>(20)) <= 1e-9);
}
TEST_CASE("steps that nobody waits for are those of the CPU") {
    auto const unwatched = []<class Backend>(Backend const*) {
        model<small, Backend, double> net(batch{6}, seed{3});
        optimiser learn(net, sgd{.clip = 2});
        for (int i = 0; i < 12; ++i) {
            index_t const samples = i % 3 == 2 ? 4 : 6;
            learn.train(random_images<small, double>(samples, 20 + i), random_labels<small>(samples, 20 + i), 0.01);
        }
        return copy_of(net.parameters_span());
    };
    CHECK(gap(unwatched(static_cast<cpu*>(nullptr)), unwatched(static_cast<gpu*>(nullptr))) <= 1e-9);
}
TEST_CASE("captured steps are the steps that were captured") {
    either_scan const each;
    auto const with = [](bool records) {
        model<small, gpu> net(batch{6}, seed{3});
        choose_scans(net);
        net.backend().capture_passes(records);
        optimiser learn(net, sgd{.clip = 2});
        for (int i = 0; i < (scans_in_clusters ? 3 : 9); ++i) {
            index_t const samples = i % 3 == 2 ? 4 : 6;
            learn.train(random_images<small, float>(samples, 20 + i), random_labels<small>(samples, 20 + i),
                        0.02 / (1 + i));
            learn.check();
        }
        return copy_of(net.parameters_span());
    };
    CHECK(with(true) == with(false));
}
TEST_CASE("weights that the host writes between recorded steps reach the device") {
    model<small, cpu> host(batch{4}, seed{3});
    model<small, gpu> device(batch{4}, seed{3});
    optimiser on_host(host, sgd{});
    optimiser on_device(device, sgd{});
    for (int i = 0; i < 6; ++i) {
        auto const images = random_images<small, float>(4, 30 + i);
        auto const labels = random_labels<small>(4, 30 + i);
        for (float& w : host.parameters_span()) w *= 0.99f;
        for (float& w : device.parameters_span()) w *= 0.99f;
        on_host.train(images, labels, 0.01);
        on_device.train(images, labels, 0.01);
    }
    CHECK(gap(host.parameters_span(), device.parameters_span()) <= 1e-4);
}
TEST_CASE("two runs on the device give the same bits") {
    CHECK(trained<gpu, float, small>(10) == trained<gpu, float, small>(10));
}
TEST_CASE("weights that the host writes reach the device") {
    model<small, cpu> host(batch{2}, seed{1});
    model<small, gpu> device(batch{2}, seed{2});
    auto const from = host.parameters_span();
    std::copy(from.begin(), from.end(), device.parameters_span().begin());
    auto const images = random_images<small, float>(2);
    CHECK(gap(host.predict(images), device.predict(images)) <= 1e-5);
}
TEST_CASE("gradients on the device are those of the loss") {
    CHECK(check_gradient<recurrence<lstm>, feature_shape(3, 3, 2), gpu>(2, {.per_parameter = 3}).within(1e-7));
}
TEST_CASE("gradients that are not finite stop the step and change nothing") {
    model<small, gpu> net(batch{2}, seed{1});
    optimiser learn(net, sgd{});
    net.gradients()[0] = std::numeric_limits<float>::quiet_NaN();
    auto const before = copy_of(net.parameters_span());
    CHECK_THROWS_AS(learn.step(0.1), error);
    CHECK(copy_of(net.parameters_span()) == before);
}
TEST_CASE("too large a model says how much memory was asked for, by what, and how much is free") {
    struct large : network<input<1, 1, 1>, dense<1'000'000>, dense<1'000'000>, softmax_cross_entropy> {};
    CHECK_THROWS_WITH((model<large, gpu, double>(batch{1})),
                      Catch::Contains("bytes were asked for by the parameters") && Catch::Contains("are free"));
}
