/// The C-HRNN: a trunk, a pyramid of its features, a hierarchy over that, and the classifier (spec section 3).
#pragma once

#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/network/network.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// fc7, fc8 and the output.
template <index_t Classes>
struct classifier : sequence<named<"fc7", dense<4096>>, rectifier, dropout<0.5>, named<"fc8", dense<4096>>, rectifier,
                             dropout<0.5>, named<"fc9", dense<Classes>>, softmax_cross_entropy> {};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A C-HRNN on any trunk whose features are 6x6 or more:
/// `c_hrnn<input<3, 224, 224>, vgg16_trunk, 15, hierarchy<lstm, all_directions, linked>>`.
template <class Input, class Trunk, index_t Classes, class Hierarchy>
struct c_hrnn : network<Input, Trunk, pyramid<6, 3, 2, 1>, Hierarchy, dropout<0.5>, detail::classifier<Classes>> {};

} // namespace chrnn::CHRNN_ABI
