/// A shape as a file states it: its number of elements, which hostile numbers cannot overflow, and its text.
#pragma once

#include <chrnn/base/config.hpp>

#include <optional>
#include <span>
#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// The product of the extents (1 for none); nothing if one is negative or the product does not fit `index_t`.
constexpr std::optional<index_t> element_count(std::span<index_t const> shape) {
    index_t count = 1;
    bool empty = false, fits = true;
    for (index_t extent : shape) {
        if (extent < 0) return std::nullopt;
        empty |= extent == 0;
        fits = fits && !__builtin_mul_overflow(count, extent, &count);
    }
    if (empty) return 0;
    return fits ? std::optional(count) : std::nullopt;
}

/// `[3, 4]`
inline std::string shape_text(std::span<index_t const> shape) {
    std::string text = "[";
    for (index_t extent : shape) {
        if (text.size() > 1) text += ", ";
        text += std::to_string(extent);
    }
    return text += "]";
}

} // namespace chrnn::CHRNN_ABI::detail
