/// Orderless pooling: the descriptors of an image's patches as one vector, wherever in the image the patches are.
#pragma once

#include "k_means.hpp"

#include <cmath>

namespace experiment {

/// The maximum of every number over `descriptors` [n, size].
inline std::vector<float> max_pooled(std::span<float const> descriptors, index_t size) {
    auto const first = point_of(descriptors, size, 0);
    std::vector<float> most(first.begin(), first.end());
    for (index_t i = 1; i < std::ssize(descriptors) / size; ++i)
        std::ranges::transform(most, point_of(descriptors, size, i), most.begin(),
                               [](float a, float b) { return std::max(a, b); });
    return most;
}

/// The vector of locally aggregated descriptors (Jegou et al., CVPR 2010) [centres, size]: for each of `centres` the
/// sum of what lies between it and those of `descriptors` [n, size] that it is the nearest to.
inline std::vector<float> vlad(std::span<float const> descriptors, index_t size, std::span<float const> centres) {
    std::vector<float> sums(centres.size());
    for (index_t i = 0; i < std::ssize(descriptors) / size; ++i) {
        auto const one = point_of(descriptors, size, i);
        auto const first = static_cast<std::size_t>(nearest_centre(one, centres).centre * size);
        for (std::size_t j = 0; j < one.size(); ++j) sums[first + j] += one[j] - centres[first + j];
    }
    return sums;
}

/// Takes the root of every number and leaves its sign, so that a pattern that is everywhere does not drown the others.
inline void take_signed_roots(std::span<float> numbers) {
    for (float& x : numbers) x = std::copysign(std::sqrt(std::abs(x)), x);
}

/// Makes the vector one of length 1, unless it is zero.
inline void make_unit(std::span<float> numbers) {
    double squares = 0;
    for (float x : numbers) squares += double{x} * x;
    if (squares > 0)
        for (float& x : numbers) x = static_cast<float>(x / std::sqrt(squares));
}

} // namespace experiment
