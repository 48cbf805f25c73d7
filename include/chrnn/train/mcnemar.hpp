/// McNemar's test: whether two predictors that were tested on the same items differ by more than chance.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <ranges>

namespace chrnn::CHRNN_ABI {

/// How often each of two predictors alone was right, and the probability of a difference at least as large, to either
/// side, between predictors that are equally good.
struct paired_test {
    index_t only_first = 0, only_second = 0;
    double p = 1;
};

/// McNemar's test (Psychometrika 12, 1947) in its exact form: items that both or neither got right say nothing; of
/// the others each predictor alone would be right in half of the cases, if they were equally good, so that
/// p = min(1, 2 P(X <= the smaller count)) for X binomial of all of them and 1/2. Throws when a count is negative.
inline paired_test mcnemar(index_t only_first, index_t only_second) {
    index_t const least = std::min(only_first, only_second), all = only_first + only_second;
    if (least < 0) fail("a predictor cannot be right on ", least, " items");
    auto const n = static_cast<double>(all), k = static_cast<double>(least);
    // C(n, k) / 2^n, then down to C(n, 0) / 2^n by the ratio of neighbouring terms.
    double term = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0));
    double below = 0;
    for (double i = k; i >= 0; term *= i / (n - i + 1), --i) below += term;
    return {only_first, only_second, std::min(1.0, 2 * below)};
}

/// The same from what each predictor got right: ranges of as many truth values as there are items, in the same order.
/// Throws when they differ in length.
template <std::ranges::sized_range First, std::ranges::sized_range Second>
paired_test mcnemar(First const& first_is_right, Second const& second_is_right) {
    if (std::ranges::size(first_is_right) != std::ranges::size(second_is_right))
        fail("two predictors were tested on ", std::ranges::size(first_is_right), " and on ",
             std::ranges::size(second_is_right), " items, not on the same ones");
    index_t only_first = 0, only_second = 0;
    auto second = std::ranges::begin(second_is_right);
    for (bool const first : first_is_right) {
        bool const other = *second++;
        only_first += first && !other;
        only_second += other && !first;
    }
    return mcnemar(only_first, only_second);
}

} // namespace chrnn::CHRNN_ABI
