/// The chi-square distance of two feature vectors (spec section 5).
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cmath>
#include <span>

namespace chrnn::CHRNN_ABI {

/// The sum of (a - b)^2 / (|a| + |b|), terms of 0 / 0 left out: 0 for equal vectors, symmetric. Of numbers that are not
/// negative it is the chi-square distance of histograms. Of signed ones it is that of their positive and negative parts
/// side by side: where the signs differ, each part adds the one number that it has, together |a| + |b| = |a - b|.
/// Throws when the vectors differ in length.
template <class T>
double chi_square(std::span<T const> a, std::span<T const> b) {
    if (a.size() != b.size()) fail("vectors of ", a.size(), " and of ", b.size(), " features cannot be compared");
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        double const x = a[i], y = b[i], size = std::abs(x) + std::abs(y);
        sum += size > 0 ? (x - y) * (x - y) / size : size; // which is 0, or not a number
    }
    return sum;
}

} // namespace chrnn::CHRNN_ABI
