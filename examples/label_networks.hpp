/// Networks that label regions of 4 x 4 pixels: a trunk that sees one region at a time, and what carries more.
#pragma once

#include "scan_networks.hpp"

namespace labels {

using namespace chrnn;

template <index_t Side>
using image = input<3, Side, Side>;

/// 3 x 4R x 4R -> 32 x R x R: what a region shows, and nothing beside it.
struct trunk : sequence<conv<32, 4, stride<4>>, batch_normalisation, rectifier, //
                        conv<32, 1>, batch_normalisation, rectifier> {};

template <index_t Classes>
struct classifier
    : sequence<conv<32, 1>, batch_normalisation, rectifier, conv<Classes, 1>, region_cross_entropy<class_weights<>>> {};

template <index_t Reach>
struct look_around : sequence<residual<conv<32, 3, pad<Reach>, dilation<Reach>>>, batch_normalisation, rectifier> {};

/// Three convolutions: with reaches of 1 they see the 3 regions around on each side, with 1, 2 and 4 the 7 around.
template <index_t Side, index_t Classes, index_t... Reaches>
struct convolutions : network<image<Side>, trunk, look_around<Reaches>..., classifier<Classes>> {};

/// Two scans see all, and with `modified` their control two regions on each side: as many parameters, no recurrence.
template <index_t Side, index_t Classes, class... Options>
struct two_scans
    : network<image<Side>, trunk, scans::scan<srn, Options...>, scans::scan<srn, Options...>, classifier<Classes>> {};

} // namespace labels
