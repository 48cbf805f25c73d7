/// Whether a network with torchvision's weights computes what torchvision does, and notices when it does not have them.
#pragma once

#include "torch/state_dict.hpp"

#include <chrnn/io/model_file.hpp>
#include <chrnn/io/renamed.hpp>

#include <catch2/catch.hpp>

/// Exchanges what a convolution makes of its first two input channels.
inline void swap_inputs(chrnn::tensor_file& file, std::string const& name) {
    auto const& one = file.entries.at(name);
    std::size_t const rows = static_cast<std::size_t>(one.shape[0]), bytes = (one.end - one.begin) / rows,
                      part = bytes / static_cast<std::size_t>(one.shape[1]);
    for (std::size_t row = 0; row < rows; ++row) {
        auto const begin = file.data.begin() + static_cast<std::ptrdiff_t>(one.begin + row * bytes);
        std::swap_ranges(begin, begin + static_cast<std::ptrdiff_t>(part), begin + static_cast<std::ptrdiff_t>(part));
    }
}

/// `Net` is torchvision's `Model` with the classifier's matrices as they fit the image; `Logits` is its last layer.
template <class Net, chrnn::fixed_string Model, chrnn::fixed_string Logits>
void agrees_with_torchvision() {
    using namespace chrnn;
    model<Net> net{batch{1}, seed{1}, threads{2}};
    net.keep_outputs();
    auto shapes = shapes_of(std::string(Model.view()));
    auto const map = Net::torch_names();
    for (auto& [name, shape] : shapes) // of what was cut
        for (auto const& p : net.named_parameters())
            for (auto const& rule : map.rules)
                if (detail::their_name(rule, p.name) == name) shape = p.shape;
    auto file = state_dict(shapes);
    auto const image = units("image", static_cast<std::size_t>(Net::input.size()));
    auto const off = [&] {
        load(net, renamed(file, map));
        net.predict(image);
        return relative_difference(net.output(Logits.view()), torchs(std::string(Model.view())));
    };
    CHECK(off() < 1e-5);
    swap_inputs(file, map.rules.front().theirs + ".weight");
    CHECK(off() > 1e-3);
}
