/// Factors rounded to bfloat16: two in a word, multiplied by one instruction where the processor has it.
#pragma once

#include <chrnn/backend/cpu/factors.hpp>

#include <cstdint>
#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

/// What `from` holds, bit by bit, as another type.
template <class To, class From>
CHRNN_INLINE To same_bits(From const& from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

/// The bits of floats rounded to bfloat16, to the nearest or the even one; the lower half of each is anything. As the
/// processor's own instructions have it, a NaN stays one and what is below the least normal number is 0.
template <class Bits>
CHRNN_INLINE Bits rounded_to_bf16(Bits x) {
    Bits const magnitude = x & 0x7fffffffu;
    Bits const finite = x + 0x7fffu + (x >> 16 & 1u);
    Bits const number = magnitude > 0x7f800000u ? (x | 0x00400000u) : finite;
    return magnitude < 0x00800000u ? (x & 0x80000000u) : number;
}

/// How bfloat16 factors lie in words: the first of two numbers in the lower half.
struct bf16_words {
    using scalar = float;
    static constexpr index_t per_word = 2, width = pack<float>::width;

    CHRNN_INLINE static void lay_out_below(float const* from, index_t stride, float* to) {
        bits const word = join(load(from), load(from + stride));
        std::memcpy(to, &word, sizeof word);
    }
    CHRNN_INLINE static void lay_out_along(float const* from, float* to) {
        for (index_t i = 0; i < 2; ++i) {
            halves const numbers = __builtin_convertvector(rounded_to_bf16(load(from + i * width)) >> 16, halves);
            std::memcpy(reinterpret_cast<std::byte*>(to) + i * index_t{sizeof numbers}, &numbers, sizeof numbers);
        }
    }
    static float word(float const* from, index_t step, index_t n) {
        auto const first = same_bits<std::uint32_t>(*from);
        return same_bits<float>(join(first, n > 1 ? same_bits<std::uint32_t>(from[step]) : 0));
    }

  protected:
    using bits = std::uint32_t __attribute__((vector_size(sizeof(pack<float>))));
    using halves = std::uint16_t __attribute__((vector_size(sizeof(pack<float>) / 2)));

  private:
    CHRNN_INLINE static bits load(float const* from) {
        bits all;
        std::memcpy(&all, from, sizeof all);
        return all;
    }
    template <class Bits>
    CHRNN_INLINE static Bits join(Bits first, Bits second) {
        return rounded_to_bf16(first) >> 16 | (rounded_to_bf16(second) & 0xffff0000u);
    }
};

#if defined(EIGEN_VECTORIZE_AVX512) && defined(__x86_64__)
/// Multiplied by the instruction of AVX512-BF16. Written in assembly, as a function for a processor with more than this
/// file is compiled for could not be inlined into a tile.
struct bf16_by_instruction : bf16_words {
    static bool is_there() {
        static bool const there = __builtin_cpu_supports("avx512bf16");
        return there;
    }
    CHRNN_INLINE static pack<float> add_products(pack<float> a, pack<float> b, pack<float> sum) {
        asm("vdpbf16ps %2, %1, %0" : "+v"(sum.v) : "v"(a.v), "v"(b.v));
        return sum;
    }
};
#endif

/// Floats rounded to bfloat16. Without the instruction they are multiplied in float and in its order: the second
/// product of a word is added first. A product of two numbers of 8 bits is exact, so that each addition rounds once,
/// there and here, and the sums are the same bits as long as none is below the least normal number, which the
/// instruction takes as 0.
struct bf16_pairs : bf16_words {
#if defined(EIGEN_VECTORIZE_AVX512) && defined(__x86_64__)
    using by_instruction = bf16_by_instruction;
#endif
    CHRNN_INLINE static pack<float> add_products(pack<float> a, pack<float> b, pack<float> sum) {
        return multiply_add(first(a), first(b), multiply_add(second(a), second(b), sum));
    }

  private:
    CHRNN_INLINE static pack<float> first(pack<float> words) {
        return same_bits<pack<float>>(same_bits<bits>(words) << 16);
    }
    CHRNN_INLINE static pack<float> second(pack<float> words) {
        return same_bits<pack<float>>(same_bits<bits>(words) & 0xffff0000u);
    }
};

/// Floats are rounded, doubles are not.
template <class T>
using bf16_factors = std::conditional_t<std::is_same_v<T, float>, bf16_pairs, plain_factors<T>>;

} // namespace chrnn::CHRNN_ABI::detail
