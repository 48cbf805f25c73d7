/// Base64: bytes as text of 64 harmless characters (RFC 4648, section 4).
#pragma once

#include <chrnn/base/abi.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// Four characters for every three bytes begun, padded with `=`.
inline std::string base64(std::span<std::uint8_t const> bytes) {
    constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::size_t const count = std::min<std::size_t>(bytes.size() - i, 3);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? bytes[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= count ? alphabet[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

} // namespace chrnn::CHRNN_ABI::detail
