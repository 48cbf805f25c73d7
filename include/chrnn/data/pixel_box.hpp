/// A pixel box: a rectangle of an image.
#pragma once

#include <chrnn/data/bitmap.hpp>

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

} // namespace chrnn::CHRNN_ABI::detail
