/// A class that an image may be of, and how probable that is.
#pragma once

#include <chrnn/base/abi.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI {

struct class_probability {
    std::string name;
    double probability;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The classes with their probabilities, the most probable first; of equal ones the first comes first.
template <class T>
std::vector<class_probability> ranked(std::vector<std::string> const& classes, std::span<T const> probabilities) {
    std::vector<class_probability> all;
    for (std::size_t k = 0; k < classes.size(); ++k) all.push_back({classes[k], static_cast<double>(probabilities[k])});
    std::stable_sort(all.begin(), all.end(),
                     [](auto const& a, auto const& b) { return a.probability > b.probability; });
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
