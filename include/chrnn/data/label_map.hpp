/// Label maps: the classes of an image's pixels, resized, and reduced to those of regions.
#pragma once

#include <chrnn/data/bitmap.hpp>
#include <chrnn/shape/grid.hpp>

#include <algorithm>
#include <iterator>
#include <span>

namespace chrnn::CHRNN_ABI {

/// The labels in `rows` x `columns` pixels, each that of the nearest old one. Throws when there are none or a side is
/// not positive.
inline bitmap resize_labels(bitmap const& from, index_t rows, index_t columns) {
    if (from.pixels.empty()) fail("labels of no pixels cannot be resized");
    if (from.channels != 1) fail("labels have one number a pixel, not ", from.channels);
    bitmap to(rows, columns, 1);
    std::uint8_t* out = to.pixels.data();
    for (index_t r = 0; r < rows; ++r) {
        std::uint8_t const* const row = from.pixels.data() + (2 * r + 1) * from.rows / (2 * rows) * from.columns;
        for (index_t q = 0; q < columns; ++q) *out++ = row[(2 * q + 1) * from.columns / (2 * columns)];
    }
    return to;
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Writes the label that most pixels of a region have, of those that are not `ignored`; the lower one where two are as
/// frequent, and `ignored` where none counts. `labels` are [rows, columns], 0 to 255 or `ignored`; region i of k along
/// an axis of n pixels is [floor(i n / k), ceil((i + 1) n / k)), as in a pyramid.
inline void write_region_labels(std::span<int const> labels, index_t rows, index_t columns, grid regions, int ignored,
                                std::span<int> to) {
    auto out = to.begin();
    for (index_t i = 0; i < regions.rows; ++i)
        for (index_t j = 0; j < regions.columns; ++j) {
            index_t count[256] = {};
            index_t const bottom = ((i + 1) * rows + regions.rows - 1) / regions.rows;
            index_t const right = ((j + 1) * columns + regions.columns - 1) / regions.columns;
            for (index_t r = i * rows / regions.rows; r < bottom; ++r)
                for (index_t q = j * columns / regions.columns; q < right; ++q)
                    if (int const label = labels[static_cast<std::size_t>(r * columns + q)]; label != ignored)
                        ++count[label];
            auto const most = std::max_element(std::begin(count), std::end(count));
            *out++ = *most == 0 ? ignored : static_cast<int>(most - count);
        }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The labels of regions laid evenly over the image, row after row: in each what most of its pixels have that are not
/// `ignored`, the lower one of two that are as frequent, and `ignored` where no pixel counts.
inline std::vector<int> labels_of_regions(bitmap const& labels, grid regions, int ignored = 255) {
    if (labels.channels != 1) fail("labels have one number a pixel, not ", labels.channels);
    if (regions.rows < 1 || regions.columns < 1)
        fail("an image cannot have ", regions.rows, " x ", regions.columns, " regions");
    std::vector<int> const all(labels.pixels.begin(), labels.pixels.end());
    std::vector<int> found(static_cast<std::size_t>(regions.regions()));
    detail::write_region_labels(all, labels.rows, labels.columns, regions, ignored, found);
    return found;
}

} // namespace chrnn::CHRNN_ABI
