/// Regions of test images, and the regions of other test images that a network with a hierarchy takes for most alike.
#pragma once

#include <chrnn/fit/evaluate.hpp>
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/report.hpp>
#include <chrnn/shape/region_features.hpp>
#include <chrnn/train/nearest.hpp>

#include <deque>

struct alike_regions {
    std::deque<chrnn::bitmap> images{}; ///< which the groups refer to
    std::vector<chrnn::neighbour_group> groups{};
};

/// Four of them, from the middles of images, each with its five nearest by the output of the last hierarchy; none where
/// the network has no hierarchy. Looks at the first images up to `most`.
template <class Net, class Backend>
alike_regions find_alike_regions(chrnn::model<Net, Backend>& net, chrnn::dataset const& data,
                                 chrnn::index_t most = 200) {
    using namespace chrnn;
    alike_regions found;
    layer_description const* layer = nullptr;
    for (layer_description const& one : Net::layers)
        if (one.name.view().starts_with("hrnn")) layer = &one;
    if (!layer) return found;
    feature_shape const shape = layer->out;
    grid const scale = shape.scale[shape.scales > 1 ? 1 : 0];
    index_t const regions = scale.regions(), middle = scale.rows / 2 * scale.columns + scale.columns / 2;

    std::vector<float> features; // [items, regions, channels]
    std::vector<index_t> items;
    net.keep_outputs();
    predictor_of run(net);
    loader images(data, net.preprocessing().mean, image_options{}.evaluating(run, crop_policy::centre));
    images.start(0);
    for (auto batch = images.next(); batch && std::ssize(items) < most; batch = images.next()) {
        net.predict(batch->inputs);
        auto const out = net.output(layer->name.view());
        for (std::size_t i = 0; i < batch->items.size(); ++i) {
            auto const size = static_cast<std::size_t>(shape.size());
            std::span<float const> const sample(out.data() + i * size, size);
            for (index_t region = 0; region < regions; ++region) {
                auto const one = region_features(sample, shape, scale, region / scale.columns, region % scale.columns);
                features.insert(features.end(), one.begin(), one.end());
            }
            items.push_back(batch->items[i]);
        }
    }

    index_t const down = (data.rows() - Net::input.rows()) / 2, across = (data.columns() - Net::input.columns()) / 2;
    auto const boxed = [&](index_t region) {
        index_t const item = items[static_cast<std::size_t>(region / regions)], at = region % regions;
        bitmap const& shown = found.images.emplace_back(data.load(item, 3));
        auto const [rows, columns, l] =
            receptive_field<Net>(layer->name.view(), scale, at / scale.columns, at % scale.columns);
        return boxed_image{{shown.pixels, shown.rows, shown.columns, shown.channels},
                           {{rows.begin + down, rows.end + down}, {columns.begin + across, columns.end + across}},
                           data.classes()[static_cast<std::size_t>(data.label(item))]};
    };
    auto const channels = static_cast<std::size_t>(shape.channels);
    for (index_t i = 0; i < std::min<index_t>(4, std::ssize(items)); ++i) {
        index_t const asked = i * std::ssize(items) / 4 * regions + middle;
        neighbour_row row{std::string(layer->name.view()), {}};
        auto const query =
            std::span<float const>(features).subspan(static_cast<std::size_t>(asked) * channels, channels);
        for (neighbour const& one : nearest(std::span<float const>(features), query, regions + 5))
            if (one.item / regions != asked / regions && row.images.size() < 5) row.images.push_back(boxed(one.item));
        found.groups.push_back({boxed(asked), {std::move(row)}});
    }
    return found;
}
