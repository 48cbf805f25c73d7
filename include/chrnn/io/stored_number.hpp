/// A stored number: a floating-point number as safetensors files hold it, in 64, 32 or 16 bits.
#pragma once

#include <chrnn/base/config.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// "F16", half precision of IEEE 754: sign, 5 bits of exponent, 10 of mantissa. A float holds each exactly.
struct half {
    std::uint16_t bits;

    constexpr operator float() const {
        std::uint32_t const sign = (bits & 0x8000u) << 16, exponent = bits >> 10 & 31u, mantissa = bits & 1023u;
        if (exponent == 0) return (sign ? -0x1p-24f : 0x1p-24f) * static_cast<float>(mantissa); // subnormal
        std::uint32_t const wide = exponent == 31 ? 255 : exponent + 127 - 15;
        return std::bit_cast<float>(sign | wide << 23 | mantissa << 13);
    }
};

/// "BF16": the upper half of a float.
struct bfloat16 {
    std::uint16_t bits;

    constexpr operator float() const { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
};

/// Calls `act.operator()<Stored>()`, Stored being the type of the numbers of `dtype`; returns whether there is one.
template <class Act>
bool with_stored_type(std::string_view dtype, Act const& act) {
    if (dtype == "F64") return act.template operator()<double>(), true;
    if (dtype == "F32") return act.template operator()<float>(), true;
    if (dtype == "F16") return act.template operator()<half>(), true;
    if (dtype == "BF16") return act.template operator()<bfloat16>(), true;
    return false;
}

/// Number `i` of `bytes`, which need not be aligned.
template <class Stored>
Stored number_at(std::span<std::byte const> bytes, index_t i) {
    Stored number;
    std::memcpy(&number, bytes.data() + i * static_cast<index_t>(sizeof number), sizeof number);
    return number;
}

} // namespace chrnn::CHRNN_ABI::detail
