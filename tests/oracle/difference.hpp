/// The central difference: a gradient measured from values of a function alone.
#pragma once

#include "array.hpp"
#include "distance.hpp"

#include <algorithm>
#include <cmath>

namespace oracle {

/// The largest gradient of the array, measured or analytic, and the largest difference between the two as a fraction of
/// it.
struct gradient_comparison {
    double largest = 0, error = 0;
};

/// Moves each `stride`-th element of `values` by +-step and compares (loss() - loss()) / (2 step) with `analytic`.
template <class Loss>
gradient_comparison compare_gradient(array& values, array const& analytic, Loss loss, double step = 1e-5,
                                     std::size_t stride = 1) {
    require_size(analytic, values.size(), "the gradient");
    gradient_comparison result;
    for (double const value : analytic) result.largest = farther(result.largest, std::abs(value));
    for (std::size_t i = 0; i < values.size(); i += stride) {
        double const kept = values[i];
        values[i] = kept + step;
        double const above = loss();
        values[i] = kept - step;
        double const below = loss();
        values[i] = kept;
        double const measured = (above - below) / (2 * step);
        result.largest = farther(result.largest, std::abs(measured));
        result.error = farther(result.error, std::abs(measured - analytic[i]));
    }
    if (result.largest > 0) result.error /= result.largest;
    return result;
}

} // namespace oracle
