/// A region index: the features of all regions of one scale of many images, as layers of a network have them.
#pragma once

#include "any_network.hpp"

#include <chrnn/shape/region_features.hpp>

namespace experiment {

struct region_index {
    grid scale;
    std::vector<index_t> items{};               ///< of the data set, in the order of the features
    std::vector<std::vector<float>> features{}; ///< for every layer [items, regions of the scale, channels]
    std::vector<region_box> fields{};           ///< [regions of the scale]: the pixels that each is computed from

    index_t regions() const { return std::ssize(items) * scale.regions(); }
    index_t item(index_t region) const { return items[static_cast<std::size_t>(region / scale.regions())]; }
    index_t row(index_t region) const { return region % scale.regions() / scale.columns; }
    index_t column(index_t region) const { return region % scale.columns; }

    /// The pixels of its whole image that a region is computed from.
    region_box const& field(index_t region) const { return fields[static_cast<std::size_t>(region % scale.regions())]; }
    /// The features of one region as layer number `layer` has them.
    std::span<float const> of(std::size_t layer, index_t region) const {
        std::span<float const> const all = features[layer];
        auto const channels = all.size() / static_cast<std::size_t>(regions());
        return all.subspan(static_cast<std::size_t>(region) * channels, channels);
    }
};

/// The description of the layer of that name; throws when the network has none.
inline layer_description const& info_of(any_network const& net, std::string_view layer) {
    for (layer_description const& one : net.layers())
        if (one.name.view() == layer) return one;
    fail("the network has no layer \"", layer, "\"");
}

/// Runs the network over the centre view of every image. Throws what the loader throws, and when a layer or its scale
/// is not there.
inline region_index index_regions(any_network& net, std::vector<std::string> const& layers, grid scale,
                                  dataset const& data) {
    region_index index{scale};
    index.features.resize(layers.size());
    predictor& run = net.predicts();
    net.keep_outputs();
    index_t const down = (data.rows() - run.input().rows()) / 2, across = (data.columns() - run.input().columns()) / 2;
    for (index_t region = 0; region < scale.regions(); ++region) {
        auto const [rows, columns, l] =
            net.receptive_field(layers.at(0), scale, region / scale.columns, region % scale.columns);
        index.fields.push_back({{rows.begin + down, rows.end + down}, {columns.begin + across, columns.end + across}});
    }
    std::vector<float> probabilities(static_cast<std::size_t>(run.capacity() * run.classes()));
    loader images(data, run.preprocessing().mean, image_options{}.evaluating(run, crop_policy::centre));
    for (images.start(0); auto const batch = images.next();) {
        run.predict(batch->inputs, probabilities);
        index.items.insert(index.items.end(), batch->items.begin(), batch->items.end());
        for (std::size_t l = 0; l < layers.size(); ++l) {
            feature_shape const shape = info_of(net, layers[l]).out;
            auto const size = static_cast<std::size_t>(shape.size());
            for (std::size_t i = 0; i < batch->items.size(); ++i)
                for (index_t region = 0; region < scale.regions(); ++region) {
                    auto const one = region_features(net.output(layers[l]).subspan(i * size, size), shape, scale,
                                                     region / scale.columns, region % scale.columns);
                    index.features[l].insert(index.features[l].end(), one.begin(), one.end());
                }
        }
    }
    return index;
}

} // namespace experiment
