/// SIMD traits: what a formula is evaluated on, a single number or a pack of neighbouring numbers.
#pragma once

#include <chrnn/base/config.hpp>

#include <cmath>
#include <concepts>

namespace chrnn::CHRNN_ABI {

/// How a value of type `V`, a number or a pack, is read and written. A backend that computes on packs specialises it.
template <class V>
struct simd_traits {
    using scalar = V;
    static constexpr index_t width = 1;
    CHRNN_INLINE static constexpr V load(V const* from) { return *from; }
    CHRNN_INLINE static constexpr void store(V* to, V value) { *to = value; }
    CHRNN_INLINE static constexpr V fill(V value) { return value; }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Calls `act.operator()<L>(i)` over 0 .. n - 1: `V` by `V`, and the rest one by one.
template <class V, class Act>
CHRNN_INLINE void for_each_simd(index_t n, Act const& act) {
    index_t const whole = n - n % simd_traits<V>::width;
    for (index_t i = 0; i < whole; i += simd_traits<V>::width) act.template operator()<V>(i);
    for (index_t i = whole; i < n; ++i) act.template operator()<typename simd_traits<V>::scalar>(i);
}
/// The same, where some numbers may be done twice: the rest by a last `V` that overlaps the one before it.
template <class V, class Act>
CHRNN_INLINE void for_each_simd_overlapping(index_t n, Act const& act) {
    constexpr index_t width = simd_traits<V>::width;
    if (n < width) return for_each_simd<V>(n, act);
    for (index_t i = 0; i + width <= n; i += width) act.template operator()<V>(i);
    if (n % width != 0) act.template operator()<V>(n - width);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `yes` where a < b, elsewhere `no`.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T if_less(T a, T b, T yes, T no) { return a < b ? yes : no; }

/// `yes` where a == b, elsewhere `no`.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T if_equal(T a, T b, T yes, T no) { return a == b ? yes : no; }

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// max(x, 0). A NaN stays a NaN.
template <class T>
requires std::floating_point<T> CHRNN_INLINE constexpr T rectified(T x) { return x < 0 ? T(0) : x; }

/// 1 / (1 + e^-x).
template <class T>
requires std::floating_point<T> CHRNN_INLINE T logistic(T x) { return T(1) / (T(1) + std::exp(-x)); }

/// 1 / sqrt(x).
template <class T>
requires std::floating_point<T> CHRNN_INLINE T reciprocal_sqrt(T x) { return T(1) / std::sqrt(x); }

} // namespace chrnn::CHRNN_ABI::detail
