/// Distances between numbers that should be the same, where a NaN is infinitely far from everything: std::max forgets
/// it.
#pragma once

#include <cmath>
#include <cstddef>
#include <iterator>

/// The larger of two distances, infinite if one is a NaN.
inline double farther(double a, double b) { return a >= b ? a : b > a ? b : INFINITY; }

/// The largest difference between two ranges; infinite unless both are of one size.
template <class A, class B>
double largest_difference(A const& a, B const& b) {
    if (static_cast<std::size_t>(std::size(a)) != static_cast<std::size_t>(std::size(b))) return INFINITY;
    double worst = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::size(a)); ++i)
        worst = farther(worst, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return worst;
}

/// The same in units of the largest number that is expected, if that is not 0.
template <class A, class B>
double relative_difference(A const& found, B const& expected) {
    double largest = 0;
    for (auto const x : expected) largest = farther(largest, std::abs(static_cast<double>(x)));
    double const worst = largest_difference(found, expected);
    return largest > 0 && std::isfinite(largest) ? worst / largest : worst;
}
