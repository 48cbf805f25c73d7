/// The features of a region: its numbers among the features of a sample, one for every channel.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/shape/feature_shape.hpp>

#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// The number of the scale of `regions` in a feature shape, fine to coarse. Throws when it has no such scale or the
/// scale no region (row, column).
constexpr index_t scale_of(feature_shape const& s, grid regions, index_t row, index_t column) {
    index_t l = 0;
    while (l < s.scales && !(s.scale[l] == regions)) ++l;
    if (l == s.scales)
        fail("there is no scale of ", regions.rows, "x", regions.columns, " regions in ", s.text().view());
    if (row < 0 || row >= regions.rows || column < 0 || column >= regions.columns)
        fail("there is no region (", row, ", ", column, ") among ", regions.rows, "x", regions.columns);
    return l;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The features of region (row, column) of the scale of `regions`, taken from one sample of shape `s`. Throws when
/// there is no such region, or `sample` has another size.
template <class T>
std::vector<T> region_features(std::span<T const> sample, feature_shape const& s, grid regions, index_t row,
                               index_t column) {
    index_t const l = detail::scale_of(s, regions, row, column);
    if (std::ssize(sample) != s.size())
        fail(sample.size(), " numbers are no sample of ", s.text().view(), ", which has ", s.size());
    std::vector<T> features;
    for (index_t c = 0; c < s.channels; ++c)
        features.push_back(
            sample[static_cast<std::size_t>(s.offset(l) + c * regions.regions() + row * regions.columns + column)]);
    return features;
}

} // namespace chrnn::CHRNN_ABI
