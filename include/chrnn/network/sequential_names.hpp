/// The names that PyTorch gives the parameters of layers in nn.Sequential: numbers, as the layers follow each other.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/name_map.hpp>

#include <string>

namespace chrnn::CHRNN_ABI {

/// An nn.Sequential, or the rest of one behind an nn.Flatten, which is no layer of ours: its name with a dot behind it,
/// "features." (the whole model's is empty), its first layer, and the number of that.
struct sequential_module {
    std::string name, first_layer;
    index_t number = 0;
};

/// The map for a network whose layers from `first_layer` on are those of each module, up to the next one's.
/// `sequential_names<net>({{"features.", "conv1"}, {"classifier.", "drop5"}})` calls the layer behind conv1 features.1.
/// Throws when there is no such layer, or branches come together among them. What batch normalisation counts
/// (num_batches_tracked) is left out.
template <class Net>
name_map sequential_names(std::vector<sequential_module> const& modules) {
    name_map map{{}, {".num_batches_tracked"}};
    std::size_t begun = 0;
    index_t number = 0;
    Net::each_layer([&]<index_t I>() {
        layer_description const& one = Net::layers[static_cast<std::size_t>(I)];
        std::string const name(one.name.view());
        if (begun < modules.size() && modules[begun].first_layer == name) number = modules[begun++].number;
        if (begun == 0) return;
        if (one.inputs > 1)
            fail("branches come together in ", name, ": the layers of ", detail::in_quotes(modules[begun - 1].name),
                 " do not follow each other");
        if (one.parameters > 0) map.rules.push_back({name, modules[begun - 1].name + std::to_string(number)});
        if constexpr (requires { Net::template layer_at<I>::stands_for; })
            number += Net::template layer_at<I>::stands_for;
        else
            ++number;
    });
    if (begun < modules.size())
        fail("the network has no layer ", detail::in_quotes(modules[begun].first_layer),
             begun == 0 ? "" : " behind " + detail::in_quotes(modules[begun - 1].first_layer), " with which ",
             detail::in_quotes(modules[begun].name), " could begin");
    return map;
}

} // namespace chrnn::CHRNN_ABI
