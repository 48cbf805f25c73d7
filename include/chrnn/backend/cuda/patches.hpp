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
        index_t const depth = c.patch_size(), n = row / depth, k = row % depth;
        index_t const channel = k / (c.kernel * c.kernel), i = k / c.kernel % c.kernel, j = k % c.kernel;
        index_t const r = p / c.out_columns() * c.stride + i * c.dilation - c.pad;
        index_t const s = p % c.out_columns() * c.stride + j * c.dilation - c.pad;
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
        // the last window that holds the pixel sees it first; nvcc takes `c.stride <` for the option of that name
        for (index_t row = last_over(r, c.out_rows()); row >= 0 && c.reach() > r - row * c.stride; --row) {
            if ((r - row * c.stride) % c.dilation != 0) continue; // between two taps
            index_t const i = (r - row * c.stride) / c.dilation;
            for (index_t column = last_over(s, c.out_columns()); column >= 0 && c.reach() > s - column * c.stride;
                 --column) {
                if ((s - column * c.stride) % c.dilation != 0) continue;
                index_t const j = (s - column * c.stride) / c.dilation;
                sum += seen[(i * c.kernel + j) * c.positions() + row * c.out_columns() + column];
            }
        }
        dx[plane * c.rows * c.columns + pixel] = sum;
    }

  private:
    /// The last of `outputs` windows that begins at or before place `at` of the padded axis.
    CHRNN_INLINE index_t last_over(index_t at, index_t outputs) const {
        index_t const last = at / c.stride;
        return last < outputs ? last : outputs - 1;
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
