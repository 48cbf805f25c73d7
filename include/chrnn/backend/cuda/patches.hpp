/// Patches of images as matrices, and the way back: what convolution by products is made of.
#pragma once

#include <chrnn/shape/convolution.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// patches[n, k, p] = what kernel place k = (channel, i, j) sees at output position p of image n, 0 beyond the edge.
/// A kernel over rows (n, k) and the positions.
template <class T>
struct images_to_patches {
    convolution c;
    T const* x;
    T* patches;

    CHRNN_INLINE void operator()(index_t row, index_t p) const {
        index_t const depth = c.depth(), n = row / depth, k = row % depth;
        index_t const channel = k / (c.kernel * c.kernel), i = k / c.kernel % c.kernel, j = k % c.kernel;
        index_t const r = p / c.out_columns() * c.stride + i - c.pad, s = p % c.out_columns() * c.stride + j - c.pad;
        bool const inside = r >= 0 && r < c.rows && s >= 0 && s < c.columns;
        patches[row * c.positions() + p] = inside ? x[((n * c.channels + channel) * c.rows + r) * c.columns + s] : T(0);
    }
};

/// dx = for every pixel the sum over the patches that saw it, by kernel row and column. A kernel over planes (n,
/// channel) and pixels.
template <class T>
struct patches_to_images {
    convolution c;
    T const* d_patches;
    T* dx;

    CHRNN_INLINE void operator()(index_t plane, index_t pixel) const {
        index_t const r = pixel / c.columns + c.pad, s = pixel % c.columns + c.pad;
        T const* const seen = d_patches + plane * c.kernel * c.kernel * c.positions();
        T sum = 0;
        for (index_t i = r % c.stride; i < c.kernel && i <= r; i += c.stride) {
            index_t const row = (r - i) / c.stride;
            if (row >= c.out_rows()) continue;
            for (index_t j = s % c.stride; j < c.kernel && j <= s; j += c.stride) {
                index_t const column = (s - j) / c.stride;
                if (column < c.out_columns())
                    sum += seen[(i * c.kernel + j) * c.positions() + row * c.out_columns() + column];
            }
        }
        dx[plane * c.rows * c.columns + pixel] = sum;
    }
};

/// out[n, f, p] = bias[f]. A kernel over rows (n, f) and positions.
template <class T>
struct repeat_bias {
    T const* bias;
    T* out;
    index_t filters, positions;

    CHRNN_INLINE void operator()(index_t row, index_t p) const { out[row * positions + p] = bias[row % filters]; }
};

} // namespace chrnn::CHRNN_ABI::detail
