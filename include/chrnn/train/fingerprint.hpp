/// The fingerprint of a network: a number by which a file knows the network that it was made for.
#pragma once

#include <chrnn/network/network.hpp>

#include <string>

namespace chrnn {

/// FNV-1a over the input and over every layer's name, shapes and options. Not over scalar type, backend or batch.
template <class Net>
std::uint64_t fingerprint() {
    std::uint64_t hash = 0xCBF29CE484222325;
    auto const add = [&](std::string_view text) {
        for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
        hash = (hash ^ 0xFF) * 0x100000001B3; // an end that no text has inside
    };
    add(Net::input.text().view());
    Net::each_layer([&]<index_t I>() {
        layer_facts const& one = Net::layers[static_cast<std::size_t>(I)];
        add(one.name.view());
        add(Net::template layer_at<I>::text());
        add(one.out.text().view());
        add(std::to_string(one.parameters));
    });
    return hash;
}

} // namespace chrnn
