/// The paired difference: by how much one predictor is right more often than another on the same items, where each was
/// trained several times, and whether that is more than chance.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cmath>
#include <span>

namespace chrnn::CHRNN_ABI {

/// The mean difference, second minus first, and the probability of one at least as large, to either side, between
/// predictors that are equally good.
struct paired_difference {
    double mean = 0, p = 1;
};

/// From the share of its runs (0 to 1) in which each predictor was right on each item. If both were equally good, an
/// item's difference d would be as likely to have the other sign, whatever its size, so that z = sum d / sqrt(sum d^2)
/// is near a standard normal number for many items. With one run of each, z^2 is McNemar's statistic. The items are
/// taken as drawn at random, the trained networks as they are: how training again would change them is what the spread
/// over seeds tells. Throws when the shares are not equally many.
inline paired_difference difference_of(std::span<double const> first, std::span<double const> second) {
    if (first.size() != second.size())
        fail("two predictors were tested on ", first.size(), " and on ", second.size(), " items, not on the same ones");
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        double const d = second[i] - first[i];
        sum += d, squares += d * d;
    }
    if (squares == 0) return {};
    return {sum / static_cast<double>(first.size()), std::erfc(std::abs(sum) / std::sqrt(2 * squares))};
}

} // namespace chrnn::CHRNN_ABI
