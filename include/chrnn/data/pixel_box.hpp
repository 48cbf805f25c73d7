/// A pixel box: a rectangle of an image.
#pragma once

#include <chrnn/data/bitmap.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

struct pixel_box {
    index_t top, left, rows, columns;

    bool operator==(pixel_box const&) const = default;
};

inline pixel_box whole_image(bitmap const& image) { return {0, 0, image.rows, image.columns}; }

/// The box of `rows` x `columns` in the middle of an image of `of_rows` x `of_columns`.
constexpr pixel_box centre_box(index_t rows, index_t columns, index_t of_rows, index_t of_columns) {
    return {(of_rows - rows) / 2, (of_columns - columns) / 2, rows, columns};
}

/// Fills `to` with the part `of` an image, which is of its size.
inline void cut_out(bitmap const& from, pixel_box const& of, bitmap& to) {
    index_t const length = to.columns * to.channels;
    for (index_t r = 0; r < to.rows; ++r)
        std::copy_n(from.pixels.data() + ((of.top + r) * from.columns + of.left) * from.channels, length,
                    to.pixels.data() + r * length);
}

} // namespace chrnn::CHRNN_ABI::detail
