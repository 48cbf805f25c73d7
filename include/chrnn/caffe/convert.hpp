/// Conversions of Caffe's blobs: what differs between its networks and ours, each as a function.
#pragma once

#include <chrnn/caffe/model.hpp>
#include <chrnn/shape/grid.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the blob has as many numbers as its shape says.
inline void check_blob(caffe_blob const& blob) {
    check_count(blob, [](auto const&... reason) { fail("a blob ", reason...); });
}

/// Weights spread over all groups may be so many more than a file holds that there is a limit: 1 GiB.
inline constexpr index_t most_spread = index_t{1} << 28;

/// `ungrouped`, of at most so many numbers.
inline caffe_blob spread(caffe_blob const& from, index_t groups, index_t most) {
    check_blob(from);
    if (from.shape.size() != 4 || from.values.empty() || groups < 1 || from.shape[0] % groups != 0)
        fail("weights of shape ", shape_text(from.shape), " are none of a convolution in ", groups, " groups");
    index_t const length = std::ssize(from.values) / from.shape[0]; // of a filter
    if (groups > most / std::ssize(from.values))
        fail("weights of shape ", shape_text(from.shape), " are too many for ", groups, " groups of them");
    caffe_blob to{from.shape, std::vector<float>(static_cast<std::size_t>(std::ssize(from.values) * groups))};
    to.shape[1] *= groups;
    for (index_t filter = 0; filter < from.shape[0]; ++filter) {
        index_t const group = filter / (from.shape[0] / groups);
        std::copy_n(from.values.begin() + filter * length, length,
                    to.values.begin() + (filter * groups + group) * length);
    }
    return to;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// From blue, green, red to red, green, blue, or back: the weights [filters, 3, rows, columns] of a first convolution,
/// or a mean [3, rows, columns]. Throws when the third axis from the end is not of 3 channels.
inline caffe_blob channels_reversed(caffe_blob const& from) {
    detail::check_blob(from);
    std::size_t const axes = from.shape.size();
    if (axes < 3 || from.shape[axes - 3] != 3)
        fail("a blob of shape ", detail::shape_text(from.shape), " has no three colours to be reversed");
    caffe_blob to = from;
    std::size_t const area = static_cast<std::size_t>(from.shape[axes - 2] * from.shape[axes - 1]);
    for (std::size_t image = 0; image < from.values.size(); image += 3 * area)
        std::swap_ranges(to.values.begin() + image, to.values.begin() + image + area,
                         to.values.begin() + image + 2 * area);
    return to;
}

/// Every number times `factor`. A network of ours is fed (pixel - mean) / 64 (`image_options::scale`), Caffe's
/// pixel - mean: the first convolution's weights times 64 make up for that, to the bit.
inline caffe_blob scaled(caffe_blob from, float factor) {
    for (float& one : from.values) one *= factor;
    return from;
}

/// The weights [filters, channels / groups, rows, columns] of a convolution in groups as those of one without, which
/// computes the same: [filters, channels, rows, columns] with zeros outside of a filter's own group. That takes
/// `groups` times the work. Throws when the filters cannot be divided so.
inline caffe_blob ungrouped(caffe_blob const& from, index_t groups) {
    return detail::spread(from, groups, detail::most_spread);
}

/// The model with all its convolutions so, for a network that has no groups.
inline caffe_model ungrouped(caffe_model model) {
    index_t left = detail::most_spread;
    for (caffe_layer& layer : model.layers)
        if (layer.groups != 1 && !layer.blobs.empty()) {
            layer.blobs[0] = detail::spread(layer.blobs[0], layer.groups, left);
            layer.groups = 1;
            left -= std::ssize(layer.blobs[0].values);
        }
    return model;
}

/// The weights [units, columns] of a fully connected layer behind a pyramid, whose columns run over the scales `from`
/// in this order, with columns in the order `to`; in a scale they run over channels, rows and columns. Caffe's SPP-net
/// goes from coarse to fine, ours from fine to coarse. Throws when the scales are not the same or do not fit the
/// columns.
inline caffe_blob scales_reordered(caffe_blob const& from, std::vector<grid> const& old_order,
                                   std::vector<grid> const& new_order) {
    detail::check_blob(from);
    auto const refuse = [&](auto const&... reason) {
        fail("a blob of shape ", detail::shape_text(from.shape), ": ", reason...);
    };
    if (!std::is_permutation(old_order.begin(), old_order.end(), new_order.begin(), new_order.end()))
        refuse("its scales cannot be brought into an order of other scales");
    index_t regions = 0;
    for (grid scale : old_order) {
        if (std::count(old_order.begin(), old_order.end(), scale) > 1) refuse("a scale stands twice in its order");
        regions += scale.regions();
    }
    index_t const columns = from.shape.empty() ? 0 : from.shape.back();
    if (regions < 1 || columns < 1 || columns % regions != 0)
        refuse("its columns are not those of a pyramid of ", regions, " regions");
    index_t const channels = columns / regions;

    caffe_blob to{from.shape, {}};
    to.values.reserve(from.values.size());
    for (auto row = from.values.begin(); row != from.values.end(); row += columns)
        for (grid scale : new_order) {
            index_t first = 0;
            for (auto old = old_order.begin(); !(*old == scale); ++old) first += channels * old->regions();
            to.values.insert(to.values.end(), row + first, row + first + channels * scale.regions());
        }
    return to;
}

} // namespace chrnn::CHRNN_ABI
