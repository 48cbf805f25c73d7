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
            launch(*stream_, n * c.depth(), c.positions(),
                   images_to_patches<T>{c, x + first * c.image_size(), patches});
            products_.multiply<reading::plain, reading::plain, true>(
                n, dense_matrices(out + first * c.output_size(), c.filters, c.positions()), repeated(weights, c),
                dense_matrices<T const>(patches, c.depth(), c.positions()));
        });
    }
    template <class T>
    void add_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        in_chunks<T>(c, samples, [&](index_t first, index_t n, T* patches) {
            launch(*stream_, n * c.depth(), c.positions(),
                   images_to_patches<T>{c, x + first * c.image_size(), patches});
            for (index_t i = 0; i < n; ++i)
                products_.multiply<reading::plain, reading::transposed, true>(
                    1, dense_matrices(d_weights, c.filters, c.depth()),
                    dense_matrices(d_out + (first + i) * c.output_size(), c.filters, c.positions()),
                    dense_matrices<T const>(patches + i * c.depth() * c.positions(), c.depth(), c.positions()));
        });
    }
    template <class T>
    void input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        in_chunks<T>(c, samples, [&](index_t first, index_t n, T* patches) {
            products_.multiply<reading::transposed, reading::plain, false>(
                n, dense_matrices(patches, c.depth(), c.positions()), repeated(weights, c),
                dense_matrices(d_out + first * c.output_size(), c.filters, c.positions()));
            launch(*stream_, n * c.channels, c.rows * c.columns,
                   patches_to_images<T>{c, patches, dx + first * c.image_size()});
        });
    }

  private:
    /// The weights [filters, depth], the same for every image.
    template <class T>
    static constexpr matrices<T const> repeated(T const* weights, convolution const& c) {
        return {weights, c.filters, c.depth(), c.depth(), 0};
    }
    /// Calls `act(first, n, scratch for their patches)` for chunks of as many images as fit.
    template <class T, class Act>
    void in_chunks(convolution const& c, index_t samples, Act const& act) {
        index_t const each = c.depth() * c.positions() * static_cast<index_t>(sizeof(T)), fit = bytes_ / each;
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
