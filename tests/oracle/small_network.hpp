/// The small network of tests/data: two convolutions, a pyramid, the hierarchy and two dense layers, in the oracle.
#pragma once

#include "hierarchy.hpp"
#include "layers.hpp"

#include <vector>

namespace oracle {

/// Images [N][3][29][29] to 5 classes; parameters named conv1, conv2, hrnn3, fc4 and fc5.
struct small_network {
    cell_kind cell;
    int samples;

    map_extents image() const { return {samples, 3, 29, 29}; }
    convolution conv1() const { return {3, 6, 5, 5, 2, 1}; } // 14 x 14
    max_pooling pool() const { return max_pooling::sliding(conv1().output(image()), 3, 2); }
    map_extents pooled() const { return pool().output(conv1().output(image())); } // 6 x 7 x 7
    convolution conv2() const { return {6, 8, 3, 3, 1, 1}; }
    map_extents features() const { return conv2().output(pooled()); } // 8 x 7 x 7
    hierarchy scales() const { return {cell, 8, 8, {{1, 1}, {2, 2}, {3, 3}, {6, 6}}, all_directions, true, "hrnn3"}; }
    max_pooling pyramid(int l) const {
        auto const scale = scales().scales[l];
        return max_pooling::pyramid(features(), scale.rows, scale.columns);
    }
    dense fc4() const { return {8 * (36 + 9 + 4 + 1), 16}; }
    dense fc5() const { return {16, 5}; }
};

/// What every layer made, in the order of the layers.
struct small_network_output {
    array conv1, relu1, lrn1, pool1, conv2, relu2;
    std::vector<array> maps; // the pyramid, coarse to fine
    hierarchy_output hierarchy;
    array fc4, relu4, logits, probabilities;
};

inline small_network_output forward(small_network const& net, named_arrays const& parameters, array const& images) {
    auto find = [&](char const* name) -> array const& { return parameters.at(name); };
    small_network_output y;
    y.conv1 = forward(net.conv1(), net.image(), images, find("conv1.weight"), find("conv1.bias"));
    y.relu1 = relu(y.conv1);
    y.lrn1 = forward(normalisation{}, net.conv1().output(net.image()), y.relu1);
    y.pool1 = forward(net.pool(), net.conv1().output(net.image()), y.lrn1);
    y.conv2 = forward(net.conv2(), net.pooled(), y.pool1, find("conv2.weight"), find("conv2.bias"));
    y.relu2 = relu(y.conv2);
    for (int l = 0; l < 4; ++l) y.maps.push_back(forward(net.pyramid(l), net.features(), y.relu2));
    y.hierarchy = forward(net.scales(), parameters, net.samples, y.maps);
    y.fc4 = forward(net.fc4(), net.samples, y.hierarchy.joined, find("fc4.weight"), find("fc4.bias"));
    y.relu4 = relu(y.fc4);
    y.logits = forward(net.fc5(), net.samples, y.relu4, find("fc5.weight"), find("fc5.bias"));
    y.probabilities = softmax(y.logits, net.fc5().out);
    return y;
}

/// Gradients of the mean cross-entropy: of the parameters, by name, and of the images.
struct small_network_gradients {
    named_arrays parameters;
    array images;
};

inline small_network_gradients backward(small_network const& net, named_arrays const& parameters, array const& images,
                                        small_network_output const& y, std::vector<int> const& labels) {
    auto find = [&](char const* name) -> array const& { return parameters.at(name); };
    auto const conv1_extents = net.conv1().output(net.image());

    auto const dlogits = cross_entropy_backward(y.logits, labels, net.fc5().out);
    auto const fc5 = backward(net.fc5(), net.samples, y.relu4, find("fc5.weight"), dlogits);
    auto const dfc4 = relu_backward(y.fc4, fc5.x);
    auto const fc4 = backward(net.fc4(), net.samples, y.hierarchy.joined, find("fc4.weight"), dfc4);
    auto const scales = backward(net.scales(), parameters, net.samples, y.maps, y.hierarchy, fc4.x);
    array drelu2(y.relu2.size());
    for (int l = 0; l < 4; ++l) {
        auto const d = backward(net.pyramid(l), net.features(), y.relu2, scales.maps[l]);
        for (std::size_t i = 0; i < d.size(); ++i) drelu2[i] += d[i];
    }
    auto const dconv2 = relu_backward(y.conv2, drelu2);
    auto const conv2 = backward(net.conv2(), net.pooled(), y.pool1, find("conv2.weight"), dconv2);
    auto const dlrn1 = backward(net.pool(), conv1_extents, y.lrn1, conv2.x);
    auto const drelu1 = backward(normalisation{}, conv1_extents, y.relu1, dlrn1);
    auto const dconv1 = relu_backward(y.conv1, drelu1);
    auto const conv1 = backward(net.conv1(), net.image(), images, find("conv1.weight"), dconv1);

    small_network_gradients result{scales.parameters, conv1.x};
    auto add = [&](std::string const& layer, weighted_gradients const& gradient) {
        result.parameters[layer + ".weight"] = gradient.weight;
        result.parameters[layer + ".bias"] = gradient.bias;
    };
    add("conv1", conv1);
    add("conv2", conv2);
    add("fc4", fc4);
    add("fc5", fc5);
    return result;
}

} // namespace oracle
