/// The factors of a product as they are: what packing and tiles ask of factors, for numbers that are not rounded.
#pragma once

#include <chrnn/backend/cpu/pack.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Factors are laid out in words of a `T`'s size, of `per_word` numbers that follow each other along the depth; words
/// of factors as they are hold one.
template <class T>
struct plain_factors {
    using scalar = T; ///< of matrices and of sums
    static constexpr index_t per_word = 1;

    /// sum + a b for each word of a register.
    CHRNN_INLINE static pack<T> add_products(pack<T> a, pack<T> b, pack<T> sum) { return multiply_add(a, b, sum); }

    /// A register of words: each of numbers below each other in rows `stride` apart.
    CHRNN_INLINE static void lay_out_below(T const* from, index_t /*stride*/, T* to) { lay_out_along(from, to); }
    /// A register of words: each of numbers next to each other.
    CHRNN_INLINE static void lay_out_along(T const* from, T* to) {
        simd_traits<pack<T>>::store(to, simd_traits<pack<T>>::load(from));
    }
    /// The word of the first of `n` numbers that are `step` apart, and as many more as it holds.
    static T word(T const* from, index_t /*step*/, index_t /*n*/) { return *from; }
};

/// Words that `depth` numbers take.
template <class Factors>
constexpr index_t words_of(index_t depth) {
    return (depth + Factors::per_word - 1) / Factors::per_word;
}

} // namespace chrnn::CHRNN_ABI::detail
