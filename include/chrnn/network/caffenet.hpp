/// CaffeNet, the network that Caffe was released with (bvlc_reference_caffenet).
#pragma once

#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/network/pooled_trunk.hpp>

namespace chrnn::CHRNN_ABI {

/// conv1 to conv5, in two groups, pooled before they are normalised: 3x227x227 -> 256x13x13.
struct caffenet_trunk : sequence<conv<96, 11, stride<4>>, rectifier, max_pool<3, stride<2>>, lrn<5>,          //
                                 conv<256, 5, pad<2>, groups<2>>, rectifier, max_pool<3, stride<2>>, lrn<5>,  //
                                 conv<384, 3, pad<1>>, rectifier, conv<384, 3, pad<1>, groups<2>>, rectifier, //
                                 conv<256, 3, pad<1>, groups<2>>, rectifier> {};

/// On images 3x227x227. Layers with parameters have the names that they have in Caffe, conv1 to fc8.
template <index_t Classes>
struct caffenet : detail::pooled_trunk<227, caffenet_trunk, 4096, Classes> {};

} // namespace chrnn::CHRNN_ABI
