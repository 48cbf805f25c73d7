/// A decimal: a number as text, the same whatever the locale.
#pragma once

#include <chrnn/base/abi.hpp>

#include <charconv>
#include <cmath>
#include <concepts>
#include <string>

namespace chrnn::CHRNN_ABI {

/// `value` with `decimals` digits after the point; 0 if it is not finite.
inline std::string fixed_decimal(double value, int decimals) {
    char digits[400]; // the largest double has 309 digits before the point
    auto const [end, failure] = std::to_chars(digits, digits + sizeof digits, std::isfinite(value) ? value : 0.0,
                                              std::chars_format::fixed, decimals);
    return failure == std::errc() ? std::string(digits, end) : "0";
}

/// `value` with at most two digits after the point.
inline std::string decimal(double value) {
    std::string text = fixed_decimal(value, 2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

/// As few digits as tell `value` from every other number of its type.
template <std::floating_point T>
std::string shortest_decimal(T value) {
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

} // namespace chrnn::CHRNN_ABI
