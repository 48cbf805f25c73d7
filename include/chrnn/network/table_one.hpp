/// The networks of the paper's Table I, and the modified CNN of section IV.C.2 (spec section 3).
#pragma once

#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/srn.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/network/c_hrnn.hpp>

namespace chrnn::CHRNN_ABI {

/// conv1 to conv5 of AlexNet and its last pooling: 3x224x224 -> 256x6x6.
struct alexnet_trunk : sequence<conv<96, 11, stride<4>>, rectifier, lrn<5>, max_pool<3, stride<2>>, //
                                conv<256, 5, pad<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>,    //
                                conv<384, 3, pad<1>>, rectifier, conv<384, 3, pad<1>>, rectifier,   //
                                conv<256, 3, pad<1>>, rectifier, max_pool<3, stride<2>>> {};

/// conv1 to conv5 of SPP-net and of the C-HRNNs: 3x224x224 -> 256x13x13.
struct spp_trunk : sequence<conv<96, 7, stride<2>, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>, //
                            conv<256, 5, stride<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>,        //
                            conv<384, 3, pad<1>>, rectifier, conv<384, 3, pad<1>>, rectifier,          //
                            conv<256, 3, pad<1>>, rectifier> {};

template <index_t Classes>
struct alexnet : network<input<3, 224, 224>, alexnet_trunk, detail::classifier<Classes>> {};

template <index_t Classes>
struct spp_net : network<input<3, 224, 224>, spp_trunk, pyramid<6, 3, 2, 1>, detail::classifier<Classes>> {};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <index_t Classes, class Hierarchy>
struct c_hrnn_of_table_one : c_hrnn<input<3, 224, 224>, spp_trunk, Classes, Hierarchy> {};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

template <index_t Classes, class Directions = all_directions>
struct c_msrn : detail::c_hrnn_of_table_one<Classes, hierarchy<srn, Directions>> {};
template <index_t Classes, class Directions = all_directions>
struct c_hsrn : detail::c_hrnn_of_table_one<Classes, hierarchy<srn, Directions, linked>> {};
template <index_t Classes, class Directions = all_directions>
struct c_mlstm : detail::c_hrnn_of_table_one<Classes, hierarchy<lstm, Directions>> {};
template <index_t Classes, class Directions = all_directions>
struct c_hlstm : detail::c_hrnn_of_table_one<Classes, hierarchy<lstm, Directions, linked>> {};

/// The control with the parameters of the HSRN and no recurrence, and with those of the HLSTM.
template <index_t Classes>
struct modified_cnn_srn : detail::c_hrnn_of_table_one<Classes, hierarchy<srn, all_directions, linked, modified>> {};
template <index_t Classes>
struct modified_cnn_lstm : detail::c_hrnn_of_table_one<Classes, hierarchy<lstm, all_directions, linked, modified>> {};

} // namespace chrnn::CHRNN_ABI
