/// Random arrays: the same numbers from the same seed with every standard library.
#pragma once

#include "array.hpp"

#include <cstdint>
#include <random>

namespace oracle {

class random_source {
  public:
    explicit random_source(std::uint64_t seed) : engine_(seed) {}

    double uniform(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_() >> 11) / 9007199254740992.0; // 2^53
    }
    array uniform(std::size_t size, double low, double high) {
        array values(size);
        for (double& value : values) value = uniform(low, high);
        return values;
    }
    /// Distinct multiples of `gap` around 0, none of them 0, in random order: no ties and no kink within gap / 2.
    array separated(std::size_t size, double gap) {
        array values(size);
        for (std::size_t i = 0; i < size; ++i)
            values[i] = gap * (static_cast<double>(i) + 0.5 - 0.5 * (size - size % 2));
        for (std::size_t i = size; i > 1; --i) std::swap(values[i - 1], values[engine_() % i]);
        return values;
    }

  private:
    std::mt19937_64 engine_;
};

} // namespace oracle
