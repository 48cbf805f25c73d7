/// Convolutions by patches and products, where there is no cuDNN.
#pragma once

#include <chrnn/backend/cuda/gemm.hpp>
#include <chrnn/backend/cuda/launch.hpp>
#include <chrnn/backend/cuda/patches.hpp>

#if defined(__CUDACC__)

namespace chrnn::CHRNN_ABI::detail {

/// The convolutions of one backend, with the patches of as many images at a time as fit `bytes` of scratch.
class patch_convolutions {
  public:
    patch_convolutions(arithmetic, shared_stream stream, products& multiplies, void* scratch, std::size_t bytes)
        : stream_(std::move(stream)), products_(multiplies), scratch_(scratch), bytes_(static_cast<index_t>(bytes)) {}

    template <class T>
    void forward(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        launch(*stream_, samples * c.filters, c.positions(), repeat_bias<T>{bias, out, c.filters, c.positions()});
        in_chunks<T>(c, samples, [&](index_t first, index_t n, T* patches) {
            launch(*stream_, n * c.patch_size(), c.positions(),
                   images_to_patches<T>{c, x + first * c.image_size(), patches});
            for (index_t group = 0; group < c.groups; ++group)
                products_.multiply<reading::plain, reading::plain, true>(
                    n, outputs(out + first * c.output_size(), c, group), filters(weights, c, group),
                    columns<T const>(patches, c, group));
        });
    }
    template <class T>
    void add_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        in_chunks<T>(c, samples, [&](index_t first, index_t n, T* patches) {
            launch(*stream_, n * c.patch_size(), c.positions(),
                   images_to_patches<T>{c, x + first * c.image_size(), patches});
            for (index_t i = 0; i < n; ++i)
                for (index_t group = 0; group < c.groups; ++group)
                    products_.multiply<reading::plain, reading::transposed, true>(
                        1, filters(d_weights, c, group), outputs(d_out, c, group).from(first + i),
                        columns<T const>(patches, c, group).from(i));
        });
    }
    template <class T>
    void input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        in_chunks<T>(c, samples, [&](index_t first, index_t n, T* patches) {
            for (index_t group = 0; group < c.groups; ++group)
                products_.multiply<reading::transposed, reading::plain, false>(
                    n, columns(patches, c, group), filters(weights, c, group),
                    outputs(d_out + first * c.output_size(), c, group));
            launch(*stream_, n * c.channels, c.rows * c.columns,
                   patches_to_images<T>{c, patches, dx + first * c.image_size()});
        });
    }

  private:
    // Of one group: the weights [filters, depth], the same for every image; of each image the outputs
    // [filters, positions] and the patches [depth, positions].
    template <class T>
    static constexpr matrices<T> filters(T* weights, convolution const& c, index_t group) {
        return {weights + group * c.group().weights_size(), c.group().filters, c.depth(), c.depth(), 0};
    }
    template <class T>
    static constexpr matrices<T> outputs(T* y, convolution const& c, index_t group) {
        return {y + group * c.group().output_size(), c.group().filters, c.positions(), c.positions(), c.output_size()};
    }
    template <class T>
    static constexpr matrices<T> columns(T* patches, convolution const& c, index_t group) {
        return {patches + group * c.depth() * c.positions(), c.depth(), c.positions(), c.positions(),
                c.patch_size() * c.positions()};
    }
    /// Calls `act(first, n, scratch for their patches)` for chunks of as many images as fit.
    template <class T, class Act>
    void in_chunks(convolution const& c, index_t samples, Act const& act) {
        index_t const each = c.patch_size() * c.positions() * static_cast<index_t>(sizeof(T)), fit = bytes_ / each;
        if (fit < 1) fail("the patches of one image take ", each, " bytes, more than the ", bytes_, " set aside");
        for (index_t first = 0; first < samples; first += fit)
            act(first, std::min(fit, samples - first), static_cast<T*>(scratch_));
    }

    shared_stream stream_;
    products& products_;
    void* scratch_;
    index_t bytes_;
};

} // namespace chrnn::CHRNN_ABI::detail

#endif
