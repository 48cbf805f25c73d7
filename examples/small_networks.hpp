/// Networks of the paper's form that two processor cores can train: a trunk of four convolutions, the pyramid
/// {6, 3, 2, 1}, a hierarchy of 96 channels or none, a small classifier.
#pragma once

#include <chrnn/chrnn.hpp>

namespace small {

using namespace chrnn;

/// C x R x S -> 96 x R/8 x S/8.
struct trunk : sequence<conv<32, 5, stride<2>, pad<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>, //
                        conv<64, 3, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>,            //
                        conv<96, 3, pad<1>>, rectifier, conv<96, 3, pad<1>>, rectifier> {};

template <index_t Classes>
struct classifier : sequence<dropout<0.5>, dense<256>, rectifier, dropout<0.5>, dense<Classes>, softmax_cross_entropy> {
};

/// AlexNet's form on the same trunk: one pooling where the others have the pyramid.
template <class Input, index_t Classes>
struct alexnet : network<Input, trunk, max_pool<3, stride<2>>, classifier<Classes>> {};

template <class Input, index_t Classes>
struct spp_net : network<Input, trunk, pyramid<6, 3, 2, 1>, classifier<Classes>> {};

template <class Input, index_t Classes, class Hierarchy>
struct c_hrnn : network<Input, trunk, pyramid<6, 3, 2, 1>, Hierarchy, classifier<Classes>> {};

template <class Input, index_t Classes, class Directions = all_directions>
using c_msrn = c_hrnn<Input, Classes, hierarchy<srn, Directions>>;
template <class Input, index_t Classes, class Directions = all_directions>
using c_hsrn = c_hrnn<Input, Classes, hierarchy<srn, Directions, linked>>;
template <class Input, index_t Classes, class Directions = all_directions>
using c_mlstm = c_hrnn<Input, Classes, hierarchy<lstm, Directions>>;
template <class Input, index_t Classes, class Directions = all_directions>
using c_hlstm = c_hrnn<Input, Classes, hierarchy<lstm, Directions, linked>>;

/// The controls of section IV.C.2: the parameters of the C-HSRN and of the C-HLSTM, and no recurrence.
template <class Input, index_t Classes>
using modified_cnn_srn = c_hrnn<Input, Classes, hierarchy<srn, all_directions, linked, modified>>;
template <class Input, index_t Classes>
using modified_cnn_lstm = c_hrnn<Input, Classes, hierarchy<lstm, all_directions, linked, modified>>;

} // namespace small
