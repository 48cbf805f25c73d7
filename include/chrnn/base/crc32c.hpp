/// CRC-32C: a checksum of 32 bits by Castagnoli's polynomial (RFC 3720, appendix B.4), as TensorBoard's files have it.
#pragma once

#include <chrnn/base/abi.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// What a byte alone makes of a sum of zero, for every byte; the polynomial's bits are reversed.
inline constexpr std::array<std::uint32_t, 256> crc32c_of_byte = [] {
    std::array<std::uint32_t, 256> all{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t sum = byte;
        for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0x82F63B78u : 0u);
        all[byte] = sum;
    }
    return all;
}();

constexpr std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t sum = ~0u;
    for (char const c : bytes) sum = sum >> 8 ^ crc32c_of_byte[(sum ^ static_cast<unsigned char>(c)) & 255];
    return ~sum;
}

} // namespace chrnn::CHRNN_ABI::detail
