/// Networks for streams: a trunk that sees one tile at a time, and a hierarchy that has to do the rest.
#pragma once

#include <chrnn/chrnn.hpp>

namespace streams {

using namespace chrnn;

/// 3 x 8T x 8T -> 32 x T x T: what a tile shows, wherever its stripes begin.
///
/// Everything in front of a rectifier is normalised. Without it the first steps of a training push what all images have
/// in common below zero, in all channels at once, and rectifiers that are 0 for every image learn no more: after 50
/// steps the networks of small_networks.hpp answer every stream alike (docs/results.md).
struct trunk : sequence<conv<64, 8, stride<8>>, batch_normalisation, rectifier, //
                        conv<32, 1>, batch_normalisation, rectifier> {};

template <index_t Classes>
struct classifier
    : sequence<dense<64>, batch_normalisation, rectifier, dropout<0.5>, dense<Classes>, softmax_cross_entropy> {};

template <index_t Tiles>
using input_of_tiles = input<3, 8 * Tiles, 8 * Tiles>;
template <index_t Tiles>
using pyramid_of_tiles = pyramid<Tiles, 3, 2, 1>;

/// No region sees more than what lies in it; what is beside it is left to the dense layers.
template <index_t Tiles>
struct spp_net : network<input_of_tiles<Tiles>, trunk, pyramid_of_tiles<Tiles>, classifier<4>> {};

/// The C-HSRN and C-HLSTM, and with `modified` their controls.
template <index_t Tiles, class Cell, class... Options>
struct c_hrnn : network<input_of_tiles<Tiles>, trunk, pyramid_of_tiles<Tiles>,
                        hierarchy<Cell, all_directions, linked, Options...>, classifier<4>> {};

} // namespace streams
