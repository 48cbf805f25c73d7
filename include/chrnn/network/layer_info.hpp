/// What is known of a network's layers, by name and in all.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/network/network.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Throws an error that lists the names of the network's layers.
template <class Net>
[[noreturn]] void the_network_has_no_layer_of_that_name(std::string_view name) {
    std::string names;
    for (layer_description const& one : Net::layers) names.append(names.empty() ? "" : ", ").append(one.name.view());
    fail("the network has no layer \"", name, "\": its layers are ", names);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// What is known of the layer of that name. Ends the compilation, or throws, if the network has none.
template <class Net>
constexpr layer_description const& layer_info(std::string_view name) {
    for (layer_description const& one : Net::layers)
        if (one.name.view() == name) return one;
    detail::the_network_has_no_layer_of_that_name<Net>(name);
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The number of the layer of that name in `Net`; ends the compilation if there is none.
template <class Net, fixed_string Layer>
consteval index_t place_of_layer() {
    constexpr index_t place = [] {
        index_t I = 0;
        while (I < Net::count && Net::layers[static_cast<std::size_t>(I)].name.view() != Layer.view()) ++I;
        return I;
    }();
    if constexpr (place == Net::count) mistake<sentence("the network has no layer ", Layer.view())>();
    return place;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Numbers in all parameters of a network, biases counted.
template <class Net>
constexpr index_t parameters() {
    index_t n = 0;
    for (layer_description const& one : Net::layers) n += one.parameters;
    return n;
}
/// Of these, the ones that an optimiser changes: not those of frozen layers, nor running figures.
template <class Net>
constexpr index_t trained_parameters() {
    index_t n = 0;
    for (layer_description const& one : Net::layers) n += one.trained;
    return n;
}
/// Numbers in the parameters of one layer: `parameters<scenes>("hrnn6")`.
template <class Net>
constexpr index_t parameters(std::string_view name) {
    return layer_info<Net>(name).parameters;
}
/// The same without biases, as section IV.C.4 of the paper counts.
template <class Net>
constexpr index_t weights(std::string_view name) {
    return layer_info<Net>(name).parameters - layer_info<Net>(name).biases;
}
/// Multiply-adds of one sample's forward pass.
template <class Net>
constexpr index_t multiply_adds() {
    index_t n = 0;
    for (layer_description const& one : Net::layers) n += one.multiply_adds;
    return n;
}

} // namespace chrnn::CHRNN_ABI
