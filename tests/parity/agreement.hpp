/// What every parity test does: the same network on the CPU and on a CUDA device, from the same weights and data.
#pragma once

#include "distance.hpp"
#include "network/networks.hpp"

#include <chrnn/cuda.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/probe.hpp>

#include <catch2/catch.hpp>

#if defined(CHRNN_SIMULATED)
#include "simulated/newer_devices.hpp"
#endif

namespace chrnn {

/// The largest difference, relative to the largest magnitude.
template <class A, class B>
double gap(A const& expected, B const& found) {
    REQUIRE(expected.size() == found.size());
    return relative_difference(found, expected);
}

template <class T>
struct bounds {
    static constexpr bool single = sizeof(T) == 4;
    static constexpr double forward = single ? 1e-5 : 1e-12, gradient = single ? 5e-5 : 1e-11;
};

/// Whether scans of the models that `choose_scans` has seen run in clusters, on devices that have them.
inline bool scans_in_clusters = true;
template <class Model>
void choose_scans(Model& net) {
    if constexpr (detail::has_clusters<std::remove_cvref_t<decltype(net.backend())>>)
        net.backend().use_clusters(scans_in_clusters);
}
/// Runs a test case twice, with scans in clusters and front by front.
struct either_scan {
    either_scan() { scans_in_clusters = GENERATE(true, false); }
    either_scan(either_scan const&) = delete;
    ~either_scan() { scans_in_clusters = true; }
#if defined(CHRNN_SIMULATED)
    simulated::newer_devices newer;
#endif
};

/// Random targets for a model: labels, of which some do not count where the loss allows it, shares of classes, or
/// numbers.
template <class Model>
auto random_targets(index_t samples, std::uint64_t seed) {
    std::vector<typename Model::target> all;
    random_stream const random{seed, 1};
    for (index_t i = 0; i < samples * Model::targets_each; ++i) {
        auto const place = static_cast<std::uint64_t>(i);
        if constexpr (std::is_integral_v<typename Model::target>)
            all.push_back(i % 5 == 3 && Model::net::loss::ignores(-1)
                              ? -1
                              : static_cast<int>(random.below(
                                    static_cast<std::uint32_t>(Model::classes / Model::targets_each), place)));
        else
            all.push_back(static_cast<typename Model::target>(distribution::normal{}(random, place)));
    }
    if constexpr (Model::net::loss::takes_distributions)
        for (auto from = all.begin(); from != all.end(); from += Model::classes) {
            std::fill_n(from, Model::classes, typename Model::target(0));
            from[static_cast<index_t>(random.below(Model::classes, static_cast<std::uint64_t>(from - all.begin())))] +=
                0.75f;
            from[0] += 0.25f;
        }
    return all;
}

/// What a model makes of a batch, with no type of the model left: what compares it is compiled once.
template <class T>
struct outcome {
    using named_numbers = std::vector<std::pair<std::string, std::vector<T>>>;
    std::vector<T> parameters, input_gradient;
    double loss;
    named_numbers outputs;                     ///< of every layer
    named_numbers gradients;                   ///< of every parameter
    std::vector<std::vector<T>> all_gradients; ///< of the same passes again, recorded and run
};

template <class Model>
outcome<typename Model::scalar> outcome_of(index_t samples, index_t most, std::uint64_t from) {
    using net_type = typename Model::net;
    using T = typename Model::scalar;
    Model net(batch{most}, seed{from});
    choose_scans(net);
    net.want_input_gradient();
    outcome<T> all;
    all.parameters = copy_of(net.parameters_span());
    auto const images = random_images<net_type, T>(samples, from);
    auto const targets = random_targets<Model>(samples, from);
    all.loss = static_cast<double>(net.forward(images, targets));
    for (layer_description const& one : net_type::layers)
        all.outputs.emplace_back(one.name.view(), copy_of(net.output(one.name.view())));
    net.backward();
    all.input_gradient = copy_of(net.input_gradient());
    for (auto const& one : net.named_gradients()) all.gradients.emplace_back(one.name, one.copy());
    all.all_gradients.push_back(copy_of(net.gradients()));
    while (all.all_gradients.size() < 3) { // the same noise again
        net.set_steps(0);
        net.forward(images, targets);
        net.backward();
        all.all_gradients.push_back(copy_of(net.gradients()));
    }
    return all;
}

template <class T>
void check_agreement(outcome<T> const& host, outcome<T> const& device) {
    REQUIRE(gap(host.parameters, device.parameters) == 0);
    CHECK(std::abs(host.loss - device.loss) <= bounds<T>::forward * std::max(1.0, std::abs(host.loss)));
    for (std::size_t i = 0; i < host.outputs.size(); ++i) {
        INFO("output of " << host.outputs[i].first);
        CHECK(gap(host.outputs[i].second, device.outputs[i].second) <= bounds<T>::forward);
    }
    CHECK(gap(host.input_gradient, device.input_gradient) <= bounds<T>::gradient);
    for (std::size_t i = 0; i < host.gradients.size(); ++i) {
        INFO("gradient of " << host.gradients[i].first);
        CHECK(gap(host.gradients[i].second, device.gradients[i].second) <= bounds<T>::gradient);
    }
    for (auto const& again : device.all_gradients) CHECK(again == device.all_gradients.front());
}

/// Checks that `Net` computes the same on the CPU and on `Device`, in `T`, for `samples` of a capacity of `most`.
template <class Net, class T, class Device = gpu>
void agrees(index_t samples, index_t most, std::uint64_t from = 1) {
    INFO(samples << " samples of " << most << " in " << (sizeof(T) == 4 ? "float" : "double"));
    check_agreement(outcome_of<model<Net, cpu, T>>(samples, most, from),
                    outcome_of<model<Net, Device, T>>(samples, most, from));
}

/// One layer by itself.
template <class Layer, feature_shape In>
struct alone : network<input_of<In>, Layer, probe> {};

/// Checks one layer by itself on `In`, in float and in double, a full batch and a part of one.
template <class Layer, feature_shape In, class Device = gpu>
void layer_agrees() {
    INFO(In.text().view());
    agrees<alone<Layer, In>, float, Device>(3, 3);
    agrees<alone<Layer, In>, double, Device>(2, 3);
}

} // namespace chrnn
