/// Patches: what the filters of a convolution read of an image, gathered into columns and scattered back.
#pragma once

#include <chrnn/shape/convolution.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// A part of the patch matrix [depth, positions] of an image of one group: rows k_begin .. k_end - 1, columns p_begin
/// .. p_end - 1; and how far its rows lie apart where it is kept.
struct patch_block {
    index_t k_begin, k_end, p_begin, p_end, stride;
};

/// Calls `run(k, image row or null, first output column, last, place in the block)` for every run of output positions
/// that lies in one output row; the image row begins where output column 0's tap would be without padding.
template <class Image, class Run>
void for_patch_runs(convolution const& c, Image* image, patch_block const& block, Run const& run) {
    index_t const across = c.out_columns();
    index_t const first_row = block.p_begin / across, first_column = block.p_begin % across;
    for (index_t k = block.k_begin; k < block.k_end; ++k) {
        index_t const channel = k / (c.kernel * c.kernel), i = k / c.kernel % c.kernel, j = k % c.kernel;
        // output column s reads image column s * stride + shift, which is one of the image from `left` to before
        // `right`
        index_t const shift = j * c.dilation - c.pad;
        index_t const left = shift >= 0 ? 0 : (-shift + c.stride - 1) / c.stride;
        index_t const right = (c.columns - 1 - shift + c.stride) / c.stride;
        index_t row = first_row * c.stride + i * c.dilation - c.pad, first = first_column;
        index_t place = (k - block.k_begin) * block.stride, left_over = block.p_end - block.p_begin;
        while (left_over > 0) {
            index_t const last = std::min(across, first + left_over);
            index_t const begin = std::clamp(left, first, last), end = std::clamp(right, begin, last);
            bool const inside = row >= 0 && row < c.rows;
            run(inside ? image + (channel * c.rows + row) * c.columns + shift : nullptr, first, begin, end, last,
                place);
            place += last - first;
            left_over -= last - first;
            row += c.stride;
            first = 0;
        }
    }
}

/// patches[k][p] = the number that tap k of the filter reads at output position p, 0 outside the image.
template <class T>
void gather_patches(convolution const& c, T const* image, patch_block const& block, T* patches) {
    for_patch_runs(c, image, block,
                   [&](T const* row, index_t first, index_t begin, index_t end, index_t last, index_t place) {
                       T* const to = patches + place - first;
                       if (!row) begin = end = last;
                       for (index_t s = first; s < begin; ++s) to[s] = 0;
                       if (c.stride == 1)
                           for (index_t s = begin; s < end; ++s) to[s] = row[s];
                       else if (c.stride == 2) // a number that the compiler knows, so that it can do several at once
                           for (index_t s = begin; s < end; ++s) to[s] = row[s * 2];
                       else
                           for (index_t s = begin; s < end; ++s) to[s] = row[s * c.stride];
                       for (index_t s = end; s < last; ++s) to[s] = 0;
                   });
}

/// Adds every patch back to the image it was gathered from.
template <class T>
void scatter_patches(convolution const& c, T const* patches, patch_block const& block, T* image) {
    for_patch_runs(c, image, block, [&](T* row, index_t first, index_t begin, index_t end, index_t, index_t place) {
        if (!row) return;
        T const* const from = patches + place - first;
        for (index_t s = begin; s < end; ++s) row[s * c.stride] += from[s];
    });
}

} // namespace chrnn::CHRNN_ABI::detail
