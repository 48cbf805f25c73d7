/// A trunk, its last pooling and a dense head, as networks from AlexNet to ZF-net end.
#pragma once

#include <chrnn/layer/max_pool.hpp>
#include <chrnn/network/dense_head.hpp>
#include <chrnn/network/network.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// On images `Side` x `Side`, with `Units` units in the two hidden layers.
template <index_t Side, class Trunk, index_t Units, index_t Classes>
struct pooled_trunk : network<input<3, Side, Side>, Trunk, max_pool<3, stride<2>>, dense_head<Units, Units, Classes>> {
};

} // namespace chrnn::CHRNN_ABI::detail
