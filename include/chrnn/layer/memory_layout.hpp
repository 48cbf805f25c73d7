/// A memory layout: parts of one block, handed out one after another.
#pragma once

#include <chrnn/base/config.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Hands out parts of a block of memory one after another, each aligned. With no memory it only counts.
template <class T>
struct memory_layout {
    T* first = nullptr;
    index_t used = 0;

    constexpr T* take(index_t n) {
        T* const part = first ? first + used : nullptr;
        used += round_up(n, alignment / index_t{4});
        return part;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
