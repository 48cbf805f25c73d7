/// The checksum of a file, by which damage is noticed: XXH3 of 64 bits (https://github.com/Cyan4973/xxHash).
#pragma once

#include <chrnn/base/abi.hpp>

#define XXH_INLINE_ALL
#if defined(__GNUC__) && !defined(__clang__) // g++ 12 warns inside its own AVX-512 intrinsics
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <xxhash.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// A sum over bytes that are added one run after another.
class checksum {
  public:
    static constexpr std::size_t digits = 16;

    checksum() { XXH3_64bits_reset(&state); }

    void add(std::span<std::byte const> bytes) { XXH3_64bits_update(&state, bytes.data(), bytes.size()); }
    void add(std::string_view text) { add(std::as_bytes(std::span(text))); }

    /// The sum of all that was added.
    std::uint64_t number() const { return XXH3_64bits_digest(&state); }
    /// The same as hexadecimal digits.
    std::string text() const {
        std::uint64_t const sum = number();
        std::string all(digits, '0');
        for (std::size_t i = 0; i < digits; ++i) all[i] = "0123456789abcdef"[sum >> (60 - 4 * i) & 15];
        return all;
    }

  private:
    XXH3_state_t state;
};

} // namespace chrnn::CHRNN_ABI::detail
