/// Random numbers as expressions: entry i is a function of (seed, stream, i) alone.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/tensor/expression.hpp>

#include <numbers>

namespace chrnn::CHRNN_ABI::detail {

/// `Distribution` drawn for every entry of `Shape`.
template <class Distribution, class Shape, class T>
struct noise : expression_node {
    using shape = Shape;
    using scalar = T;
    static constexpr bool vectorizable = false, flat = true;
    static constexpr location located = location::anywhere;

    random_stream random;
    Distribution distribution;
    index_t lead;
    constexpr noise(random_stream r, Distribution d, index_t n = dynamic) : random(r), distribution(d), lead(n) {}

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<Shape::rank> const& position) const {
        return flat_at<V>(Shape::offset(position));
    }
    template <class V>
    CHRNN_INLINE constexpr V flat_at(index_t offset) const {
        std::uint64_t const entry = Shape::rank == 0 ? 0 : static_cast<std::uint64_t>(offset);
        return static_cast<V>(distribution(random, entry));
    }
    constexpr index_t leading() const { return lead; }
    constexpr bool clashes(memory_range, bool) const { return false; }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

namespace distribution {

/// Uniform in [low, high), up to the rounding of the entry's type.
struct uniform {
    double low = 0, high = 1;
    CHRNN_INLINE double operator()(random_stream r, std::uint64_t i) const { return low + (high - low) * r.uniform(i); }
};

/// Normal by Box and Muller; four neighbouring positions share one call of the bijection.
struct normal {
    double mean = 0, deviation = 1;
    CHRNN_INLINE double operator()(random_stream r, std::uint64_t i) const {
        detail::random_words const words = r.words(i / 4);
        std::uint64_t const pair = i % 4 / 2 * 2;
        double const radius = std::sqrt(-2 * std::log((words[pair] + 1.0) * 0x1p-32));
        double const angle = 2 * std::numbers::pi * (words[pair + 1] * 0x1p-32);
        return mean + deviation * radius * (i % 2 == 0 ? std::cos(angle) : std::sin(angle));
    }
};

/// 1 with the given probability, else 0.
struct bernoulli {
    double probability = 0.5;
    CHRNN_INLINE double operator()(random_stream r, std::uint64_t i) const {
        return r.uniform(i) < probability ? 1 : 0;
    }
};

} // namespace distribution

/// `random<extents<3, 4>>(random_stream{seed}, distribution::normal{})`.
template <class Shape, class T = float, class Distribution>
[[nodiscard]] constexpr auto random(random_stream stream, Distribution distribution) {
    return detail::noise<Distribution, Shape, T>(stream, distribution);
}

} // namespace chrnn::CHRNN_ABI
