/// Dice: numbers drawn one after another from a stream of random words.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/random.hpp>

namespace chrnn::CHRNN_ABI {

struct dice {
    random_stream random;
    std::uint64_t drawn = 0;

    /// A whole number from `low` to `high`, both counted.
    index_t between(index_t low, index_t high) {
        return low + random.below(static_cast<std::uint32_t>(high - low + 1), drawn++);
    }
    /// A number from `low` up to `high`.
    double within(double low, double high) { return low + (high - low) * random.uniform(drawn++); }
    bool heads() { return between(0, 1) == 1; }
    bool happens(double probability) { return random.uniform(drawn++) < probability; }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

inline void check_probability(char const* what, double p) {
    if (!(p >= 0 && p <= 1)) fail("the probability of ", what, " is from 0 to 1, not ", p);
}

} // namespace chrnn::CHRNN_ABI::detail
