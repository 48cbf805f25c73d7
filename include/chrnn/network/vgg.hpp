/// VGG, as torchvision has it (Simonyan and Zisserman, ICLR 2015).
#pragma once

#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/network/dense_head.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/network/repeated.hpp>
#include <chrnn/network/sequential_names.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <bool Normalised, index_t Channels>
struct vgg_convolution : sequence<conv<Channels, 3, pad<1>>, rectifier> {};
template <index_t Channels>
struct vgg_convolution<true, Channels> : sequence<conv<Channels, 3, pad<1>>, batch_normalisation, rectifier> {};

template <bool Normalised, index_t Channels, index_t Count>
struct vgg_stage : sequence<repeated<vgg_convolution<Normalised, Channels>, Count>, max_pool<2, stride<2>>> {};

/// A, ..., E convolutions in the five stages, without the last pooling.
template <bool Normalised, index_t A, index_t B, index_t C, index_t D, index_t E>
struct vgg_trunk : sequence<vgg_stage<Normalised, 64, A>, vgg_stage<Normalised, 128, B>, vgg_stage<Normalised, 256, C>,
                            vgg_stage<Normalised, 512, D>, repeated<vgg_convolution<Normalised, 512>, E>> {};

/// On images `Side` x `Side`, with `Units` units in the two hidden layers.
template <index_t Side, index_t Units, index_t Classes, bool Normalised, index_t A, index_t B, index_t C, index_t D,
          index_t E>
struct vgg : network<input<3, Side, Side>, vgg_trunk<Normalised, A, B, C, D, E>, max_pool<2, stride<2>>,
                     dense_head<Units, Units, Classes>> {
    /// The names of torchvision's state dict.
    static name_map torch_names() {
        return sequential_names<vgg>(
            {{"features.", "conv1"}, {"classifier.", "fc" + std::to_string(A + B + C + D + E + 1)}});
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// conv1 to conv13 of VGG-16: 3x224x224 -> 512x14x14.
struct vgg16_trunk : detail::vgg_trunk<false, 2, 2, 3, 3, 3> {};

// torchvision.models.vgg11(num_classes=Classes) and so on, on images 3x224x224, where its average pooling changes
// nothing; with batch normalisation `_bn`. `torch_names()` are those of its state dict.

template <index_t Classes>
struct vgg11 : detail::vgg<224, 4096, Classes, false, 1, 1, 2, 2, 2> {};
template <index_t Classes>
struct vgg13 : detail::vgg<224, 4096, Classes, false, 2, 2, 2, 2, 2> {};
template <index_t Classes>
struct vgg16 : detail::vgg<224, 4096, Classes, false, 2, 2, 3, 3, 3> {};
template <index_t Classes>
struct vgg11_bn : detail::vgg<224, 4096, Classes, true, 1, 1, 2, 2, 2> {};
template <index_t Classes>
struct vgg13_bn : detail::vgg<224, 4096, Classes, true, 2, 2, 2, 2, 2> {};
template <index_t Classes>
struct vgg16_bn : detail::vgg<224, 4096, Classes, true, 2, 2, 3, 3, 3> {};

} // namespace chrnn::CHRNN_ABI
