/// Factors rounded to bfloat16: two in a word, rounded and multiplied by the processor's own instructions where it has
/// them.
#pragma once

#include <chrnn/backend/cpu/factors.hpp>

#include <array>
#include <cstdint>
#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

// Functions of the host alone: nvcc refuses vectors of bits in device code.

/// What `from` holds, bit by bit, as another type.
template <class To, class From>
To same_bits(From const& from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

/// The bits of floats rounded to bfloat16, to the nearest or the even one; the lower half of each is anything. As the
/// processor's instruction has it, a NaN stays one and what is below the least normal number is 0.
template <class Bits>
Bits rounded_to_bf16(Bits x) {
    Bits const magnitude = x & 0x7fffffffu;
    Bits const finite = x + 0x7fffu + (x >> 16 & 1u);
    Bits const number = magnitude > 0x7f800000u ? (x | 0x00400000u) : finite;
    return magnitude < 0x00800000u ? (x & 0x80000000u) : number;
}

/// Floats rounded to bfloat16, the first of a word in its lower half; multiplied in float, in the order of the
/// instruction: the second product of a word is added first. A product of two numbers of 8 bits is exact, so that each
/// addition rounds once, there and here, and the sums are the same bits as long as none is below the least normal
/// number, which the instruction takes as 0.
struct bf16_in_float {
    using scalar = float;
    static constexpr index_t per_word = 2;

    static pack<float> add_products(pack<float> a, pack<float> b, pack<float> sum) {
        auto const first = [](pack<float> words) { return same_bits<pack<float>>(same_bits<bits>(words) << 16); };
        auto const second = [](pack<float> words) {
            return same_bits<pack<float>>(same_bits<bits>(words) & 0xffff0000u);
        };
        return multiply_add(first(a), first(b), multiply_add(second(a), second(b), sum));
    }
    static void lay_out_below(float const* from, index_t stride, float* to) {
        bits const words = joined(load(from), load(from + stride));
        std::memcpy(to, &words, sizeof words);
    }
    static void lay_out_along(float const* from, float* to) {
        for (index_t i = 0; i < 2; ++i) {
            bits const numbers = load(from + i * pack<float>::width);
            halves const upper = __builtin_convertvector(rounded_to_bf16(numbers) >> 16, halves);
            std::memcpy(reinterpret_cast<std::byte*>(to) + i * index_t{sizeof upper}, &upper, sizeof upper);
        }
    }
    static float word(float const* from, index_t step, index_t n) {
        auto const number = [&](index_t i) { return i < n ? same_bits<std::uint32_t>(from[i * step]) : 0; };
        return same_bits<float>(joined(number(0), number(1)));
    }

  private:
    using bits = std::uint32_t __attribute__((vector_size(sizeof(pack<float>))));
    using halves = std::uint16_t __attribute__((vector_size(sizeof(pack<float>) / 2)));

    static bits load(float const* from) {
        bits all;
        std::memcpy(&all, from, sizeof all);
        return all;
    }
    template <class Bits>
    static Bits joined(Bits first, Bits second) {
        return rounded_to_bf16(first) >> 16 | (rounded_to_bf16(second) & 0xffff0000u);
    }
};

#if defined(EIGEN_VECTORIZE_AVX512) && defined(__x86_64__)
/// The same by AVX512-BF16. In assembly, as a function for a processor with more than this file is compiled for could
/// not be inlined into a loop.
struct bf16_by_instruction : bf16_in_float {
    static bool is_there() {
        static bool const there = __builtin_cpu_supports("avx512bf16");
        return there;
    }
    static pack<float> add_products(pack<float> a, pack<float> b, pack<float> sum) {
        asm("vdpbf16ps %2, %1, %0" : "+v"(sum.v) : "v"(a.v), "v"(b.v));
        return sum;
    }
    static void lay_out_below(float const* from, index_t stride, float* to) {
        alignas(alignment) static constexpr auto order = [] { // of the halves: one of the first row, one of the second
            std::array<std::uint16_t, 32> all{};
            for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i / 2 + i % 2 * 16);
            return all;
        }();
        pack<float> words = rounded(from, from + stride);
        asm("vpermw %0, %1, %0" : "+v"(words.v) : "v"(same_bits<pack<float>>(order).v));
        simd::store(to, words);
    }
    static void lay_out_along(float const* from, float* to) {
        simd::store(to, rounded(from, from + pack<float>::width));
    }

  private:
    using simd = simd_traits<pack<float>>;

    /// One register of two registers' numbers.
    static pack<float> rounded(float const* first, float const* second) {
        pack<float> numbers = simd::load(second);
        asm("vcvtne2ps2bf16 %1, %0, %0" : "+v"(numbers.v) : "v"(simd::load(first).v));
        return numbers;
    }
};
#endif

/// Floats are rounded, doubles are not.
template <class T>
using bf16_factors = std::conditional_t<std::is_same_v<T, float>, bf16_in_float, plain_factors<T>>;

/// Calls `act.operator()<F>()` for what computes with `Factors` fastest on this processor; the results are the same.
template <class Factors, class Act>
void with_fastest([[maybe_unused]] Act const& act) {
#if defined(EIGEN_VECTORIZE_AVX512) && defined(__x86_64__)
    if constexpr (std::is_same_v<Factors, bf16_in_float>)
        if (bf16_by_instruction::is_there()) return act.template operator()<bf16_by_instruction>();
#endif
    act.template operator()<Factors>();
}

} // namespace chrnn::CHRNN_ABI::detail
