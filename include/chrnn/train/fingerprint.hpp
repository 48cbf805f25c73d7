/// The fingerprint of a network: a number by which a file knows the network, or the layers, that it was made for.
#pragma once

#include <chrnn/base/fnv1a.hpp>
#include <chrnn/network/network.hpp>

#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// FNV-1a over the input and over every layer's name, place, shapes and options. Not over scalar type, backend or
/// batch.
template <class Net>
std::uint64_t fingerprint() {
    fnv1a all;
    auto const add = [&](std::string_view text) {
        all.add(text);
        all.add(static_cast<unsigned char>(0xFF)); // an end that no text has inside
    };
    add(Net::input.text().view());
    std::array<std::string (*)(), static_cast<std::size_t>(Net::count)> options{};
    Net::each_layer([&]<index_t I>() {
        options[static_cast<std::size_t>(I)] = [] { return std::string(Net::template layer_at<I>::text()); };
    });
    for (std::size_t I = 0; I < options.size(); ++I) {
        layer_description const& one = Net::layers[I];
        add(one.name.view());
        add(options[I]());
        add(one.out.text().view());
        add(std::to_string(one.parameters));
        for (index_t i = 0; i < one.inputs; ++i) add(std::to_string(one.from[static_cast<std::size_t>(i)]));
    }
    return all.value();
}

} // namespace chrnn::CHRNN_ABI::detail
