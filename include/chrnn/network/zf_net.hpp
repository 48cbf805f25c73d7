/// ZF-net (Zeiler and Fergus, ECCV 2014, figure 3).
#pragma once

#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/network/pooled_trunk.hpp>

namespace chrnn::CHRNN_ABI {

/// conv1 to conv5, pooled before they are normalised (as AlexNet's: the authors do not say): 3x224x224 -> 256x13x13.
struct zf_trunk : sequence<conv<96, 7, stride<2>, pad<1>>, rectifier, max_pool<3, stride<2>>, lrn<5>, //
                           conv<256, 5, stride<2>>, rectifier, max_pool<3, stride<2>>, lrn<5>,        //
                           conv<384, 3, pad<1>>, rectifier, conv<384, 3, pad<1>>, rectifier,          //
                           conv<256, 3, pad<1>>, rectifier> {};

/// On images 3x224x224.
template <index_t Classes>
struct zf_net : detail::pooled_trunk<224, zf_trunk, 4096, Classes> {};

} // namespace chrnn::CHRNN_ABI
