/// The ticks of an axis: round numbers, evenly spaced.
#pragma once

#include <chrnn/report/decimal.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Ticks from `first` to `last`, multiples of a step that is 1, 2 or 5 times a power of ten.
struct ticks {
    std::vector<double> values;
    double step = 1;

    double first() const { return values.front(); }
    double last() const { return values.back(); }

    /// A tick's label, as precise as the step needs; in scientific notation where that would be long.
    std::string label(double value) const {
        int const power = static_cast<int>(std::floor(std::log10(step) + 1e-9));
        double const largest = std::max(std::abs(first()), std::abs(last()));
        if (largest < 1e6 && power > -6) return fixed_decimal(value, std::max(0, -power));
        char digits[32];
        auto const end = std::to_chars(digits, digits + sizeof digits, std::abs(value) < step / 2 ? 0 : value,
                                       std::chars_format::general, 3);
        return std::string(digits, end.ptr);
    }
};

/// About `count` ticks that enclose [low, high]; with `inside`, that lie in it instead, whole numbers apart unless it
/// is shorter than 1. requires: finite, low <= high, high - low does not overflow.
inline ticks round_ticks(double low, double high, int count, bool inside = false) {
    if (inside && low == high) return {{low}, 1};
    if (high - low <= 1e-9 * std::abs(low)) high = low + std::max(1.0, std::abs(low) * 0.1);
    double const rough = std::max((high - low) / std::max(count, 1), inside && high - low >= 1 ? 1.0 : 1e-300);
    double const power = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (double factor : {5.0, 2.0, 1.0})
        if (factor * power >= rough * (1 - 1e-9)) step = factor * power;

    double const first = inside ? std::ceil(low / step - 1e-9) : std::floor(low / step + 1e-9);
    double const last = inside ? std::floor(high / step + 1e-9) : std::ceil(high / step - 1e-9);
    ticks all{{}, step};
    for (double i = first; i <= last && all.values.size() < 100; ++i) all.values.push_back(i * step + 0.0); // no -0
    return all.values.empty() ? ticks{{low}, 1} : all;
}

} // namespace chrnn::CHRNN_ABI::detail
