/// Bases told apart by their place: several members, of which some may have one type.
#pragma once

#include <chrnn/base/abi.hpp>

#include <cstddef>

namespace chrnn::CHRNN_ABI::detail {

/// Member number `I`.
template <std::size_t I, class T>
struct indexed {
    T value;
};

} // namespace chrnn::CHRNN_ABI::detail
