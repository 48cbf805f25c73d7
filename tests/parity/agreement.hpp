/// What every parity test does: the same network on the CPU and on a CUDA device, from the same weights and data.
#pragma once

#include "distance.hpp"
#include "network/networks.hpp"

#include <chrnn/cuda.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/probe.hpp>

#include <catch2/catch.hpp>

namespace chrnn {

/// The largest difference, relative to the largest magnitude.
template <class A, class B>
double gap(A const& expected, B const& found) {
    REQUIRE(expected.size() == found.size());
    return relative_difference(found, expected);
}

/// The numbers of one parameter.
template <class T>
std::vector<T> numbers_of(parameter_view<T> const& p) {
    std::vector<T> all;
    for (index_t i = 0; i < p.rows; ++i)
        all.insert(all.end(), p.values + i * p.stride, p.values + i * p.stride + p.columns);
    return all;
}

template <class T>
struct bounds {
    static constexpr bool single = sizeof(T) == 4;
    static constexpr double forward = single ? 1e-5 : 1e-12, gradient = single ? 5e-5 : 1e-11;
};

/// Random targets for a model: labels, of which some do not count where the loss allows it, or numbers.
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
    return all;
}

/// Checks that `Net` computes the same on the CPU and on `Device`, in `T`, for `samples` of a capacity of `most`.
template <class Net, class T, class Device = cuda>
void agrees(index_t samples, index_t most, std::uint64_t from = 1) {
    INFO(samples << " samples of " << most << " in " << (sizeof(T) == 4 ? "float" : "double"));
    model<Net, cpu, T> host(batch{most}, seed{from});
    model<Net, Device, T> device(batch{most}, seed{from});
    REQUIRE(gap(host.parameters_span(), device.parameters_span()) == 0);
    host.want_input_gradient();
    device.want_input_gradient();

    auto const images = random_images<Net, T>(samples, from);
    auto const targets = random_targets<model<Net, cpu, T>>(samples, from);
    double const loss = host.forward(images, targets), device_loss = device.forward(images, targets);
    CHECK(std::abs(loss - device_loss) <= bounds<T>::forward * std::max(1.0, std::abs(loss)));
    for (layer_description const& one : Net::layers) {
        INFO("output of " << one.name.view());
        CHECK(gap(host.output(one.name.view()), device.output(one.name.view())) <= bounds<T>::forward);
    }
    host.backward();
    device.backward();
    CHECK(gap(host.input_gradient(), device.input_gradient()) <= bounds<T>::gradient);
    auto const expected = host.named_gradients(), found = device.named_gradients();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO("gradient of " << expected[i].name);
        CHECK(gap(numbers_of(expected[i]), numbers_of(found[i])) <= bounds<T>::gradient);
    }
    auto const gradients = copy_of(device.gradients());
    for (int recorded = 0; recorded < 2; ++recorded) { // the same noise again, in passes that are recorded and run
        device.set_steps(0);
        device.forward(images, targets);
        device.backward();
        CHECK(copy_of(device.gradients()) == gradients);
    }
}

/// One layer by itself.
template <class Layer, feature_shape In>
struct alone : network<input_of<In>, Layer, probe> {};

/// Checks one layer by itself on `In`, in float and in double, a full batch and a part of one.
template <class Layer, feature_shape In, class Device = cuda>
void layer_agrees() {
    INFO(In.text().view());
    agrees<alone<Layer, In>, float, Device>(3, 3);
    agrees<alone<Layer, In>, double, Device>(2, 3);
}

} // namespace chrnn
