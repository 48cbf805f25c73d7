/// AlexNet in its two groups (Krizhevsky et al., NIPS 2012), as Caffe has it (bvlc_alexnet).
#pragma once

#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/network/pooled_trunk.hpp>

namespace chrnn::CHRNN_ABI {

/// conv1 to conv5, normalised before they are pooled: 3x227x227 -> 256x13x13.
struct grouped_alexnet_trunk : sequence<conv<96, 11, stride<4>>, rectifier, lrn<5>, max_pool<3, stride<2>>,          //
                                        conv<256, 5, pad<2>, groups<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>,  //
                                        conv<384, 3, pad<1>>, rectifier, conv<384, 3, pad<1>, groups<2>>, rectifier, //
                                        conv<256, 3, pad<1>, groups<2>>, rectifier> {};

/// On images 3x227x227. Layers with parameters have the names that they have in Caffe, conv1 to fc8. The paper's own
/// network, without groups, is `alexnet`.
template <index_t Classes>
struct grouped_alexnet : detail::pooled_trunk<227, grouped_alexnet_trunk, 4096, Classes> {};

} // namespace chrnn::CHRNN_ABI
