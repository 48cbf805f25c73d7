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

/// Calls `act.operator()<L>(i)` over 0 .. n - 1: `Lane` by `Lane`, and the rest one by one.
template <class Lane, class Act>
CHRNN_INLINE void each_lane(index_t n, Act const& act) {
    index_t const whole = n - n % lane<Lane>::width;
    for (index_t i = 0; i < whole; i += lane<Lane>::width) act.template operator()<Lane>(i);
    for (index_t i = whole; i < n; ++i) act.template operator()<typename lane<Lane>::scalar>(i);
}
/// The same, where some numbers may be done twice: the rest by a last `Lane` that overlaps the one before it.
template <class Lane, class Act>
CHRNN_INLINE void each_lane_overlapping(index_t n, Act const& act) {
    constexpr index_t width = lane<Lane>::width;
    if (n < width) return each_lane<Lane>(n, act);
    for (index_t i = 0; i + width <= n; i += width) act.template operator()<Lane>(i);
    if (n % width != 0) act.template operator()<Lane>(n - width);
}

/// `yes` where a < b, elsewhere `no`.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T if_less(T a, T b, T yes, T no) { return a < b ? yes : no; }

/// `yes` where a == b, elsewhere `no`.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T if_equal(T a, T b, T yes, T no) { return a == b ? yes : no; }

/// max(x, 0). A NaN stays a NaN.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T rectified(T x) { return x < 0 ? T(0) : x; }

/// 1 / (1 + e^-x).
template <class T>
requires std::floating_point<T> CHRNN_INLINE T logistic(T x) { return T(1) / (T(1) + std::exp(-x)); }

/// 1 / sqrt(x).
template <class T>
requires std::floating_point<T> CHRNN_INLINE T reciprocal_sqrt(T x) { return T(1) / std::sqrt(x); }

} // namespace chrnn
