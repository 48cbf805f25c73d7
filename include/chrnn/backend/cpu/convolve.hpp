/// Convolution on the host: tiles of patches in a small buffer per thread, multiplied as they are made.
#pragma once

#include <chrnn/backend/cpu/team.hpp>
#include <chrnn/backend/cpu/worker_room.hpp>
#include <chrnn/shape/convolution.hpp>

#include <span>

namespace chrnn {

/// Output positions per tile such that `depth` rows of them fit a worker's room.
template <class T>
index_t tile_positions(index_t depth, index_t positions) {
    index_t const fit = worker_room::tile_bytes / static_cast<index_t>(sizeof(T)) / depth;
    if (fit < 1) fail("a convolution over ", depth, " numbers a patch is larger than the host's tile of patches");
    return std::min(positions, fit >= 64 ? fit / 64 * 64 : fit);
}

/// A part of the patch matrix [depth, positions]: rows k_begin .. k_end - 1, columns p_begin .. p_end - 1.
struct patch_block {
    index_t k_begin, k_end, p_begin, p_end;
    index_t width() const { return p_end - p_begin; }
};

/// Calls `run(k, image row or null, first output column, last, place in the block)` for every run of output positions
/// that lies in one output row; the image row begins where output column 0's tap would be without padding.
template <class Image, class Run>
void for_patch_runs(convolution const& c, Image* image, patch_block const& block, Run const& run) {
    index_t const across = c.out_columns();
    for (index_t k = block.k_begin; k < block.k_end; ++k) {
        index_t const channel = k / (c.kernel * c.kernel), i = k / c.kernel % c.kernel, j = k % c.kernel;
        for (index_t p = block.p_begin; p < block.p_end;) {
            index_t const out_row = p / across, first = p % across;
            index_t const last = std::min(across, first + block.p_end - p);
            index_t const row = out_row * c.stride + i - c.pad;
            bool const inside = row >= 0 && row < c.rows;
            // output column s reads image column s * stride + shift
            index_t const shift = j - c.pad;
            index_t const begin = std::clamp(shift >= 0 ? index_t{0} : (-shift + c.stride - 1) / c.stride, first, last);
            index_t const end = std::clamp((c.columns - 1 - shift + c.stride) / c.stride, begin, last);
            index_t const place = (k - block.k_begin) * block.width() + p - block.p_begin;
            run(inside ? image + (channel * c.rows + row) * c.columns + shift : nullptr, first, begin, end, last,
                place);
            p += last - first;
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

/// out[n] = bias + weights * patches(x[n]) for every sample.
template <class T>
void convolve(team& workers, std::span<worker_room> rooms, convolution const& c, index_t samples, T const* x,
              T const* weights, T const* bias, T* out) {
    index_t const positions = c.positions(), width = tile_positions<T>(c.depth(), positions);
    index_t const tiles = (positions + width - 1) / width;
    workers.run(samples * tiles, [&](index_t task, index_t worker) {
        index_t const sample = task / tiles, p = task % tiles * width;
        patch_block const block{0, c.depth(), p, std::min(positions, p + width)};
        worker_room& room = rooms[static_cast<std::size_t>(worker)];
        gather_patches(c, x + sample * c.image_size(), block, room.patches<T>());
        T* const to = out + sample * c.output_size() + p;
        for (index_t f = 0; f < c.filters; ++f) std::fill_n(to + f * positions, block.width(), bias[f]);
        add_product<reading::plain, reading::plain>(room.gemm, c.filters, block.width(), c.depth(), weights, c.depth(),
                                                    room.patches<T>(), block.width(), to, positions);
    });
}

/// d_weights += the gradient of the weights, sample after sample; each task owns some columns of them.
template <class T>
void convolve_weight_gradient(team& workers, std::span<worker_room> rooms, convolution const& c, index_t samples,
                              T const* x, T const* d_out, T* d_weights) {
    index_t const columns = std::clamp(round_up(c.depth() / 8, 16), index_t{48}, index_t{512});
    index_t const blocks = (c.depth() + columns - 1) / columns;
    index_t const positions = c.positions(), width = tile_positions<T>(std::min(columns, c.depth()), positions);
    workers.run(blocks, [&](index_t task, index_t worker) {
        worker_room& room = rooms[static_cast<std::size_t>(worker)];
        index_t const k = task * columns, k_end = std::min(c.depth(), k + columns);
        for (index_t sample = 0; sample < samples; ++sample)
            for (index_t p = 0; p < positions; p += width) {
                patch_block const block{k, k_end, p, std::min(positions, p + width)};
                gather_patches(c, x + sample * c.image_size(), block, room.patches<T>());
                add_product<reading::plain, reading::transposed>(
                    room.gemm, c.filters, k_end - k, block.width(), d_out + sample * c.output_size() + p, positions,
                    room.patches<T>(), block.width(), d_weights + k, c.depth());
            }
    });
}

/// dx = the gradient of the input; each task owns some channels of one sample.
template <class T>
void convolve_input_gradient(team& workers, std::span<worker_room> rooms, convolution const& c, index_t samples,
                             T const* d_out, T const* weights, T* dx) {
    index_t const taps = c.kernel * c.kernel, channels = std::clamp(512 / taps, index_t{1}, c.channels);
    index_t const blocks = (c.channels + channels - 1) / channels;
    index_t const positions = c.positions(), width = tile_positions<T>(channels * taps, positions);
    workers.run(samples * blocks, [&](index_t task, index_t worker) {
        worker_room& room = rooms[static_cast<std::size_t>(worker)];
        index_t const sample = task / blocks, first = task % blocks * channels;
        index_t const last = std::min(c.channels, first + channels);
        T* const image = dx + sample * c.image_size();
        std::fill(image + first * c.rows * c.columns, image + last * c.rows * c.columns, T(0));
        for (index_t p = 0; p < positions; p += width) {
            patch_block const block{first * taps, last * taps, p, std::min(positions, p + width)};
            index_t const depth = block.k_end - block.k_begin;
            std::fill_n(room.patches<T>(), depth * block.width(), T(0));
            add_product<reading::transposed, reading::plain>(
                room.gemm, depth, block.width(), c.filters, weights + block.k_begin, c.depth(),
                d_out + sample * c.output_size() + p, positions, room.patches<T>(), block.width());
            scatter_patches(c, room.patches<T>(), block, image);
        }
    });
}

} // namespace chrnn
