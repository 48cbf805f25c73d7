/// The network of a user's header: the template of the header's name, over the input and the number of classes, as
/// those of small_networks.hpp are. CHRNN_NETWORK_HEADER is the header's path, CHRNN_NETWORK that name.
#pragma once

#include "training.hpp"

#include CHRNN_NETWORK_HEADER

namespace training::absent {

struct nothing {};
template <class Input, index_t Classes>
struct CHRNN_NETWORK : nothing {};

} // namespace training::absent

using namespace training::absent; // in which a name behind :: is looked up where the header does not define it

namespace training {

template <class T>
concept network_with_loss = requires {
    typename T::loss;
    T::layers;
};

using found_network = ::CHRNN_NETWORK<image, CHRNN_CLASSES>;
static_assert(!std::derived_from<found_network, absent::nothing>, CHRNN_NETWORK_HEADER
              " has to define a template of its own name over <class Input, chrnn::index_t Classes>");
static_assert(std::derived_from<found_network, absent::nothing> || network_with_loss<found_network>,
              "the template in " CHRNN_NETWORK_HEADER " has to be a chrnn::network");

/// What was found, or, so that there is no more to say than that it is none, another.
using own_network = std::conditional_t<network_with_loss<found_network>, found_network,
                                       network<image, dense<CHRNN_CLASSES>, softmax_cross_entropy>>;

} // namespace training
