/// A lane: what a formula is evaluated on, a single number or a pack of neighbouring numbers.
#pragma once

#include <chrnn/base/config.hpp>

#include <cmath>
#include <concepts>

namespace chrnn {

/// How a lane of type `Lane` is read and written. A backend that computes on packs specialises it.
template <class Lane>
struct lane {
    using scalar = Lane;
    static constexpr index_t width = 1;
    CHRNN_INLINE static constexpr Lane load(Lane const* from) { return *from; }
    CHRNN_INLINE static constexpr void store(Lane* to, Lane value) { *to = value; }
    CHRNN_INLINE static constexpr Lane fill(Lane value) { return value; }
};

/// `yes` where a < b, elsewhere `no`.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T if_less(T a, T b, T yes, T no) { return a < b ? yes : no; }

/// `yes` where a == b, elsewhere `no`.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T if_equal(T a, T b, T yes, T no) { return a == b ? yes : no; }

/// 1 / (1 + e^-x).
template <class T>
requires std::floating_point<T> CHRNN_INLINE T logistic(T x) { return T(1) / (T(1) + std::exp(-x)); }

/// 1 / sqrt(x).
template <class T>
requires std::floating_point<T> CHRNN_INLINE T reciprocal_sqrt(T x) { return T(1) / std::sqrt(x); }

} // namespace chrnn
