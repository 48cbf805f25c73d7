/// The symmetric beta distribution.
#pragma once

#include <chrnn/data/dice.hpp>

#include <cmath>
#include <numbers>

namespace chrnn::CHRNN_ABI::detail {

/// A number from Beta(alpha, alpha), from that of Student's t distribution of 2 alpha degrees of freedom that Bailey's
/// formula gives (Devroye, "Random variate generation in one line of code", 1996).
inline double symmetric_beta(double alpha, dice& random) {
    double const spread = std::expm1(-std::log(1 - random.within(0, 1)) / alpha);
    double const cosine = std::cos(2 * std::numbers::pi * random.within(0, 1));
    return 0.5 + 0.5 * cosine / std::sqrt(1 / spread + cosine * cosine);
}

} // namespace chrnn::CHRNN_ABI::detail
