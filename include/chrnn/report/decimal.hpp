/// A decimal: a number as text, the same whatever the locale.
#pragma once

#include <chrnn/base/abi.hpp>

#include <charconv>
#include <cmath>
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

} // namespace chrnn::CHRNN_ABI
