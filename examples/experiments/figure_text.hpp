/// Figures as texts: what tables and titles of the experiments write of shares and probabilities.
#pragma once

#include <chrnn/report/decimal.hpp>

#include <charconv>
#include <string>

namespace experiment {

/// A share in percent, without the sign: "71.2".
inline std::string percent(double share) { return chrnn::fixed_decimal(100 * share, 1); }

/// A probability with as many digits as say something.
inline std::string probability(double p) {
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, p, std::chars_format::general, 2).ptr};
}

} // namespace experiment
