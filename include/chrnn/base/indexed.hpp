/// Bases told apart by their place: several members, of which some may have one type.
#pragma once

#include <cstddef>

namespace chrnn {

/// Member number `I`.
template <std::size_t I, class T>
struct indexed {
    T value;
};

} // namespace chrnn
