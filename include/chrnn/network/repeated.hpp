/// A part of a network several times, one behind the other.
#pragma once

#include <chrnn/network/sequence.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <class Part, index_t Count>
struct repeated : sequence<Part, repeated<Part, Count - 1>> {};
template <class Part>
struct repeated<Part, 0> : sequence<> {};

} // namespace chrnn::CHRNN_ABI::detail
