/// Fusing: layers of a list that are made one because they are computed in one pass.
#pragma once

#include <chrnn/layer/rectifier.hpp>
#include <chrnn/layer/relu_lrn_pool.hpp>
#include <chrnn/network/chain.hpp>

namespace chrnn {

/// The layers `Done`, and those of `Rest` with the fused ones in the place of their parts.
template <class Done, class Rest>
struct fuse {
    using type = Done; // nothing is left
};
template <class... Done, class Layer, class... Rest>
struct fuse<layer_list<Done...>, layer_list<Layer, Rest...>> : fuse<layer_list<Done..., Layer>, layer_list<Rest...>> {};
template <class... Done, index_t Channels, index_t Kernel, class... Options, class... Rest>
struct fuse<layer_list<Done...>, layer_list<rectifier, lrn<Channels>, max_pool<Kernel, Options...>, Rest...>>
    : fuse<layer_list<Done..., relu_lrn_pool<Channels, Kernel, Options...>>, layer_list<Rest...>> {};

/// `List` with what is computed in one pass as one layer. A layer with a name of its own is never a part of one.
template <class List>
using fused = typename fuse<layer_list<>, List>::type;

} // namespace chrnn
