/// AlexNet as torchvision has it: in one column, without normalisation (Krizhevsky, arXiv 1404.5997, 2014).
#pragma once

#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/network/sequential_names.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// AlexNet on images `Side` x `Side`, with `Units` units in the two hidden layers.
template <index_t Side, index_t Units, index_t Classes>
struct alexnet_column : network<input<3, Side, Side>,                                                         //
                                conv<64, 11, stride<4>, pad<2>>, rectifier, max_pool<3, stride<2>>,           //
                                conv<192, 5, pad<2>>, rectifier, max_pool<3, stride<2>>,                      //
                                conv<384, 3, pad<1>>, rectifier, conv<256, 3, pad<1>>, rectifier,             //
                                conv<256, 3, pad<1>>, rectifier, max_pool<3, stride<2>>,                      //
                                dropout<0.5>, dense<Units>, rectifier, dropout<0.5>, dense<Units>, rectifier, //
                                dense<Classes>, softmax_cross_entropy> {
    /// The names of torchvision's state dict.
    static name_map torch_names() {
        return sequential_names<alexnet_column>({{"features.", "conv1"}, {"classifier.", "drop5"}});
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// torchvision.models.alexnet(num_classes=Classes) on images 3x224x224, where its average pooling changes nothing;
/// `torch_names()` are those of its state dict. The paper's own network is `alexnet`.
template <index_t Classes>
struct torchvision_alexnet : detail::alexnet_column<224, 4096, Classes> {};

} // namespace chrnn::CHRNN_ABI
