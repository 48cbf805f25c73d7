/// The oracle's array: row-major numbers in a std::vector<double>, and the extents that say where an element lies.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace oracle {

using array = std::vector<double>;

/// The extents of maps [samples][channels][rows][columns]; calling it gives an element's place in the array.
struct map_extents {
    int samples, channels, rows, columns;

    std::size_t size() const { return static_cast<std::size_t>(samples) * channels * rows * columns; }
    std::size_t operator()(int n, int c, int r, int q) const {
        return ((static_cast<std::size_t>(n) * channels + c) * rows + r) * columns + q;
    }
    array zeros() const { return array(size(), 0.0); }
};

/// Throws std::invalid_argument naming `what` unless `values` has `size` elements.
inline void require_size(array const& values, std::size_t size, std::string const& what) {
    if (values.size() != size)
        throw std::invalid_argument("oracle: " + what + " has " + std::to_string(values.size()) + " elements, not " +
                                    std::to_string(size));
}

} // namespace oracle
