/// ResNet of basic blocks, as torchvision has it (He et al., CVPR 2016).
#pragma once

#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/global_average_pool.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/network/name_map.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/network/repeated.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <index_t Channels, index_t Kernel, class... Options>
struct normalised_conv : sequence<conv<Channels, Kernel, Options..., without_bias>, batch_normalisation> {};

/// Two convolutions and a shortcut, which is a convolution itself where the extents and channels change.
template <index_t Channels, index_t Stride, class Shortcut = sequence<>>
struct basic_block : sequence<residual<sequence<normalised_conv<Channels, 3, stride<Stride>, pad<1>>, rectifier,
                                                normalised_conv<Channels, 3, pad<1>>>,
                                       Shortcut>,
                              rectifier> {};

/// `Count` blocks, of which the first halves the extents.
template <index_t Channels, index_t Count>
struct resnet_stage : sequence<basic_block<Channels, 2, normalised_conv<Channels, 1, stride<2>>>,
                               repeated<basic_block<Channels, 1>, Count - 1>> {};

/// A, B, C and D blocks in the four stages.
template <index_t A, index_t B, index_t C, index_t D>
struct resnet_trunk
    : sequence<normalised_conv<64, 7, stride<2>, pad<3>>, rectifier, max_pool<3, stride<2>, pad<1>>,
               repeated<basic_block<64, 1>, A>, resnet_stage<128, B>, resnet_stage<256, C>, resnet_stage<512, D>> {};

/// On images `Side` x `Side`.
template <index_t Side, index_t Classes, index_t A, index_t B, index_t C, index_t D>
struct resnet : network<input<3, Side, Side>, resnet_trunk<A, B, C, D>, global_average_pool, dense<Classes>,
                        softmax_cross_entropy> {
    /// The names of torchvision's state dict.
    static name_map torch_names() {
        name_map map{{}, {".num_batches_tracked"}};
        int number = 0; // of our convolution
        auto const next = [&](std::string const& conv, std::string const& normalisation) {
            std::string const own = std::to_string(++number);
            map.rules.push_back({"conv" + own, conv});
            map.rules.push_back({"bn" + own, normalisation});
        };
        next("conv1", "bn1");
        int stage = 0;
        for (index_t blocks : {A, B, C, D}) {
            ++stage;
            for (index_t i = 0; i < blocks; ++i) {
                std::string const block = "layer" + std::to_string(stage) + "." + std::to_string(i) + ".";
                next(block + "conv1", block + "bn1");
                next(block + "conv2", block + "bn2");
                if (i == 0 && stage > 1) next(block + "downsample.0", block + "downsample.1");
            }
        }
        map.rules.push_back({"fc" + std::to_string(number + 1), "fc"});
        return map;
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// What ResNet-18 and ResNet-34 take the mean of: 3x224x224 -> 512x7x7.
struct resnet18_trunk : detail::resnet_trunk<2, 2, 2, 2> {};
struct resnet34_trunk : detail::resnet_trunk<3, 4, 6, 3> {};

/// torchvision.models.resnet18(num_classes=Classes) on images 3x224x224; `torch_names()` are those of its state dict.
template <index_t Classes>
struct resnet18 : detail::resnet<224, Classes, 2, 2, 2, 2> {};
/// torchvision.models.resnet34.
template <index_t Classes>
struct resnet34 : detail::resnet<224, Classes, 3, 4, 6, 3> {};

} // namespace chrnn::CHRNN_ABI
