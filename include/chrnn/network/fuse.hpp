/// Fusing: neighbours that are computed in one pass become one layer.
#pragma once

#include <chrnn/layer/rectifier.hpp>
#include <chrnn/layer/relu_lrn_pool.hpp>
#include <chrnn/network/sequence.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <class Pool>
concept unpadded = Pool::placed::pad == 0;

/// The parts `Done`, and those of `Rest` with the fused ones in the place of what they are made of.
template <class Done, class Rest>
struct fuse {
    using type = Done; // nothing is left
};
template <class... Done, class Part, class... Rest>
struct fuse<part_list<Done...>, part_list<Part, Rest...>> : fuse<part_list<Done..., Part>, part_list<Rest...>> {};
template <class... Done, index_t Channels, index_t Kernel, class... Options, class... Rest>
requires unpadded<max_pool<Kernel, Options...>>
struct fuse<part_list<Done...>, part_list<rectifier, lrn<Channels>, max_pool<Kernel, Options...>, Rest...>>
    : fuse<part_list<Done..., relu_lrn_pool<Channels, Kernel, Options...>>, part_list<Rest...>> {
};

/// `Parts` flattened, and what is computed in one pass as one layer. A layer with a name of its own is never fused.
template <class... Parts>
using fused = typename fuse<part_list<>, typename flattened<sequence<Parts...>>::type>::type;

} // namespace chrnn::CHRNN_ABI::detail
