/// Convolution on the host: tiles of patches that stay in a cache, multiplied as they are made.
#pragma once

#include <chrnn/backend/cpu/patches.hpp>
#include <chrnn/backend/cpu/team.hpp>
#include <chrnn/backend/cpu/worker_scratch.hpp>

#include <span>

namespace chrnn::CHRNN_ABI::detail {

/// Calls `act(sample, its first position, its last + 1, place)` for every sample that has a part in the columns from
/// `begin` to before `end`, where the positions of all samples follow each other; `place` counts from `begin`.
template <class Act>
void for_samples(index_t positions, index_t begin, index_t end, Act const& act) {
    for (index_t column = begin; column < end;) {
        index_t const sample = column / positions, first = column % positions;
        index_t const last = std::min(positions, first + end - column);
        act(sample, first, last, column - begin);
        column += last - first;
    }
}

/// Columns of a tile for n positions: whole panels. Those beyond n are anything; no other column depends on them.
template <class T>
index_t tile_stride(index_t n) {
    return round_up(n, gemm_tile<T>::columns);
}

/// Calls `act(begin, end)` for parts of 0 .. n - 1 of at most `most`.
template <class Act>
void in_parts(index_t n, index_t most, Act const& act) {
    for (index_t begin = 0; begin < n; begin += most) act(begin, std::min(n, begin + most));
}

// Groups are tasks of their own: what one computes begins with its part of the image, the weights and the output.

/// out[n] = bias + weights * patches(x[n]) for every sample. A task has some filters of a group and some columns of all
/// samples' positions.
template <class Factors, class T>
void convolve(team& workers, std::span<worker_scratch> scratches, convolution const& c, index_t samples, T const* x,
              T const* weights, T const* bias, T* out) {
    using tile = conv_tile<T>;
    convolution const one = c.group();
    index_t const positions = c.positions(), columns = samples * positions, depth = c.depth();
    index_t const width = std::clamp(round_up(columns / 16, 64), index_t{64}, tile::columns);
    index_t const across = (columns + width - 1) / width, down = (one.filters + tile::rows - 1) / tile::rows;
    workers.run(across * c.groups * down, [&](index_t task, index_t worker) {
        worker_scratch& scratch = scratches[static_cast<std::size_t>(worker)];
        index_t const begin = task / (c.groups * down) * width, end = std::min(columns, begin + width), n = end - begin;
        index_t const group = task / down % c.groups, some = task % down * tile::rows;
        index_t const filter = group * one.filters + some, filters = std::min(tile::rows, one.filters - some);
        index_t const stride = tile_stride<T>(n);
        T *const patches = scratch.patches<T>(), *const sums = scratch.sums<T>();
        for (index_t f = 0; f < filters; ++f) std::fill_n(sums + f * stride, n, bias[filter + f]);
        in_parts(depth, tile::rows, [&](index_t k, index_t k_end) {
            for_samples(positions, begin, end, [&](index_t sample, index_t first, index_t last, index_t place) {
                gather_patches(one, x + sample * c.image_size() + group * one.image_size(),
                               {k, k_end, first, last, stride}, patches + place);
            });
            multiply_panels<reading::plain>(
                scratch.gemm, filters, n, k_end - k, weights + filter * depth + k, depth,
                panels_of<reading::plain, Factors>(scratch.gemm, patches, stride, k_end - k, stride), sums, stride,
                true);
        });
        for_samples(positions, begin, end, [&](index_t sample, index_t first, index_t last, index_t place) {
            for (index_t f = 0; f < filters; ++f)
                std::copy_n(sums + f * stride + place, last - first,
                            out + sample * c.output_size() + (filter + f) * positions + first);
        });
    });
}

/// d_weights += the gradient of the weights, sample after sample; each task owns some columns of them.
template <class Factors, class T>
void convolve_weight_gradient(team& workers, std::span<worker_scratch> scratches, convolution const& c, index_t samples,
                              T const* x, T const* d_out, T* d_weights) {
    using tile = conv_tile<T>;
    convolution const one = c.group();
    index_t const positions = c.positions();
    index_t const columns = std::clamp(round_up(c.depth() / 8, 32), index_t{32}, tile::rows);
    index_t const blocks = (c.depth() + columns - 1) / columns;
    workers.run(c.groups * blocks, [&](index_t task, index_t worker) {
        worker_scratch& scratch = scratches[static_cast<std::size_t>(worker)];
        index_t const group = task / blocks;
        index_t const k = task % blocks * columns, k_end = std::min(c.depth(), k + columns);
        T* const to = d_weights + group * one.weights_size() + k;
        for (index_t sample = 0; sample < samples; ++sample)
            in_parts(positions, tile::columns, [&](index_t p, index_t p_end) {
                index_t const n = p_end - p;
                gather_patches(one, x + sample * c.image_size() + group * one.image_size(), {k, k_end, p, p_end, n},
                               scratch.patches<T>());
                multiply_block<reading::plain, reading::transposed, Factors>(
                    scratch.gemm, one.filters, k_end - k, n,
                    d_out + sample * c.output_size() + group * one.output_size() + p, positions, scratch.patches<T>(),
                    n, to, c.depth(), true);
            });
    });
}

/// dx = the gradient of the input; each task owns some channels of a group of some samples, of several where they are
/// small.
template <class Factors, class T>
void convolve_input_gradient(team& workers, std::span<worker_scratch> scratches, convolution const& c, index_t samples,
                             T const* d_out, T const* weights, T* dx) {
    using tile = conv_tile<T>;
    convolution const one = c.group();
    index_t const taps = c.kernel * c.kernel, positions = c.positions(), area = c.rows * c.columns;
    index_t const channels = std::clamp(tile::rows / taps, index_t{1}, one.channels);
    index_t const images = std::clamp(tile::columns / positions, index_t{1}, std::max(samples / 4, index_t{1}));
    index_t const blocks = (one.channels + channels - 1) / channels, parts = (samples + images - 1) / images;
    workers.run(parts * c.groups * blocks, [&](index_t task, index_t worker) {
        worker_scratch& scratch = scratches[static_cast<std::size_t>(worker)];
        index_t const first_image = task / (c.groups * blocks) * images;
        index_t const last_image = std::min(samples, first_image + images), group = task / blocks % c.groups;
        index_t const channel = task % blocks * channels, channel_end = std::min(one.channels, channel + channels);
        T const* const d_output_of_group = d_out + group * one.output_size();
        T const* const weights_of_group = weights + group * one.weights_size();
        T* const dx_of_group = dx + group * one.image_size();
        for (index_t sample = first_image; sample < last_image; ++sample)
            std::fill(dx_of_group + sample * c.image_size() + channel * area,
                      dx_of_group + sample * c.image_size() + channel_end * area, T(0));
        T *const patches = scratch.patches<T>(), *const d_output = scratch.sums<T>();
        in_parts((last_image - first_image) * positions, tile::columns, [&](index_t from, index_t to) {
            index_t const begin = first_image * positions + from, end = first_image * positions + to, n = to - from;
            index_t const stride = tile_stride<T>(n);
            in_parts((channel_end - channel) * taps, tile::rows, [&](index_t some, index_t some_end) {
                index_t const k = channel * taps + some, k_end = channel * taps + some_end;
                in_parts(one.filters, tile::rows, [&](index_t filter, index_t filter_end) {
                    for_samples(positions, begin, end, [&](index_t sample, index_t first, index_t last, index_t place) {
                        for (index_t f = filter; f < filter_end; ++f)
                            std::copy_n(d_output_of_group + sample * c.output_size() + f * positions + first,
                                        last - first, d_output + (f - filter) * stride + place);
                    });
                    multiply_panels<reading::transposed>(
                        scratch.gemm, k_end - k, n, filter_end - filter, weights_of_group + filter * c.depth() + k,
                        c.depth(),
                        panels_of<reading::plain, Factors>(scratch.gemm, d_output, stride, filter_end - filter, stride),
                        patches, stride, filter > 0);
                });
                for_samples(positions, begin, end, [&](index_t sample, index_t first, index_t last, index_t place) {
                    scatter_patches(one, patches + place, {k, k_end, first, last, stride},
                                    dx_of_group + sample * c.image_size());
                });
            });
        });
    });
}

} // namespace chrnn::CHRNN_ABI::detail
