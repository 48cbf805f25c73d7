/// The head of AlexNet and its kin: two hidden layers with dropout, and the output.
#pragma once

#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/network/sequence.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <index_t First, index_t Second, index_t Classes>
struct dense_head : sequence<dense<First>, rectifier, dropout<0.5>, dense<Second>, rectifier, dropout<0.5>,
                             dense<Classes>, softmax_cross_entropy> {};

} // namespace chrnn::CHRNN_ABI::detail
