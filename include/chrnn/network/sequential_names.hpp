/// The names that PyTorch gives the parameters of layers in nn.Sequential: numbers, as the layers follow each other.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/name_map.hpp>

#include <string>

namespace chrnn::CHRNN_ABI {

/// An nn.Sequential: its name with a dot behind it, "features." (the whole model's is empty), and its first layer.
struct sequential_module {
    std::string name, first_layer;
};

/// The map for a network whose layers from `first_layer` on are those of each module, up to the next one's.
/// `sequential_names<net>({{"features.", "conv1"}, {"classifier.", "drop5"}})` calls the layer behind conv1 features.1.
/// Throws when there is no such layer. What batch normalisation counts (num_batches_tracked) is left out.
template <class Net>
name_map sequential_names(std::vector<sequential_module> const& modules) {
    name_map map{{}, {".num_batches_tracked"}};
    std::size_t next = 0;
    index_t number = 0;
    for (layer_description const& one : Net::layers) {
        if (next < modules.size() && modules[next].first_layer == one.name.view()) ++next, number = 0;
        if (next > 0 && one.parameters > 0)
            map.rules.push_back({std::string(one.name.view()), modules[next - 1].name + std::to_string(number)});
        ++number;
    }
    if (next < modules.size())
        fail("the network has no layer ", detail::in_quotes(modules[next].first_layer), " with which ",
             detail::in_quotes(modules[next].name), " could begin");
    return map;
}

} // namespace chrnn::CHRNN_ABI
