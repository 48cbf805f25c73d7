/// SPP-net as its authors released it for Caffe (ShaoqingRen/SPP_net, Zeiler_conv5).
#pragma once

#include <chrnn/layer/concatenate.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/lrn_within_channel.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/network/dense_head.hpp>
#include <chrnn/network/network.hpp>

namespace chrnn::CHRNN_ABI::detail {

struct released_norm : lrn_within_channel<3, std::ratio<5, 100'000>> {};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// conv1 to conv5, normalised within channels: 3x224x224 -> 256x13x13.
struct released_spp_trunk
    : sequence<conv<96, 7, stride<2>, pad<1>>, rectifier, detail::released_norm, max_pool<3, stride<2>>, //
               conv<256, 5, stride<2>>, rectifier, detail::released_norm, max_pool<3, stride<2>>,        //
               conv<384, 3, pad<1>>, rectifier, conv<384, 3, pad<1>>, rectifier,                         //
               conv<256, 3, pad<1>>, rectifier> {};

/// Its bins of a map 13x13, where the four of the second do not overlap: 256x13x13 -> 256 x (6x6, 3x3, 2x2, 1x1).
struct released_spp_bins
    : concat<max_pool<3, stride<2>>, max_pool<5, stride<4>>, max_pool<7, stride<7>>, max_pool<13>> {};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// With `Units` units in the two hidden layers.
template <index_t Units, index_t Classes>
struct released_spp_net_of
    : network<input<3, 224, 224>, released_spp_trunk, released_spp_bins, dense_head<Units, Units, Classes>> {};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// On images 3x224x224. Layers with parameters have the names that they have in Caffe, conv1 to fc8; the columns of
/// Caffe's fc6 go from coarse to fine (`scales_reordered`). The paper's own network is `spp_net`.
template <index_t Classes>
struct released_spp_net : detail::released_spp_net_of<4096, Classes> {};

} // namespace chrnn::CHRNN_ABI
