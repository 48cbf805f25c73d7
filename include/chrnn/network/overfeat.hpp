/// OverFeat, the fast model (Sermanet et al., ICLR 2014, table 1).
#pragma once

#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/network/dense_head.hpp>
#include <chrnn/network/network.hpp>

namespace chrnn::CHRNN_ABI {

/// conv1 to conv5, without normalisation: 3x231x231 -> 1024x12x12.
struct overfeat_trunk : sequence<conv<96, 11, stride<4>>, rectifier, max_pool<2, stride<2>>,        //
                                 conv<256, 5>, rectifier, max_pool<2, stride<2>>,                   //
                                 conv<512, 3, pad<1>>, rectifier, conv<1024, 3, pad<1>>, rectifier, //
                                 conv<1024, 3, pad<1>>, rectifier> {};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// On images `Side` x `Side`, with `First` and `Second` units in the hidden layers.
template <index_t Side, index_t First, index_t Second, index_t Classes>
struct overfeat_on
    : network<input<3, Side, Side>, overfeat_trunk, max_pool<2, stride<2>>, dense_head<First, Second, Classes>> {};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// On images 3x231x231.
template <index_t Classes>
struct overfeat : detail::overfeat_on<231, 3072, 4096, Classes> {};

} // namespace chrnn::CHRNN_ABI
