/// Networks in which scans, not convolutions, carry what a region knows of the rest of the image.
#pragma once

#include <chrnn/chrnn.hpp>

namespace scans {

using namespace chrnn;

/// x + the scan of x in four directions, normalised: a layer to be stacked. What one scan carries one way, say right
/// and down, the next can carry on another.
template <class Cell, class... Options>
struct scan : sequence<residual<recurrence<Cell, all_directions, Options...>>, batch_normalisation> {};

/// C x R x S -> 96 x R/8 x S/8: what a patch of 8 x 8 pixels shows, and nothing beside it.
struct patches : sequence<conv<64, 8, stride<8>>, batch_normalisation, rectifier, //
                          conv<96, 1>, batch_normalisation, rectifier> {};

template <index_t Classes>
struct classifier : sequence<dropout<0.5>, dense<256>, batch_normalisation, rectifier, dropout<0.5>, dense<Classes>,
                             softmax_cross_entropy> {};

/// The dense layers alone see more than one patch.
template <class Input, index_t Classes>
struct spp_net : network<Input, patches, pyramid<6, 3, 2, 1>, classifier<Classes>> {};

/// Two scans in front of the pyramid, and with `modified` their control: as many parameters, and no recurrence.
template <class Input, index_t Classes, class Cell, class... Options>
struct two_scans : network<Input, patches, scan<Cell, Options...>, scan<Cell, Options...>, pyramid<6, 3, 2, 1>,
                           classifier<Classes>> {};

} // namespace scans
