/// The hash FNV-1a of 64 bits: a number that tells texts apart, the same on every machine and in every version.
#pragma once

#include <chrnn/base/abi.hpp>

#include <bit>
#include <cstdint>
#include <string_view>

namespace chrnn::CHRNN_ABI {

/// The hash of the bytes added so far.
class fnv1a {
  public:
    constexpr void add(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001B3; }
    constexpr void add(std::string_view text) {
        for (char c : text) add(static_cast<unsigned char>(c));
    }
    /// The eight bytes of a number, the lowest first.
    constexpr void add(std::uint64_t number) {
        for (int shift = 0; shift < 64; shift += 8) add(static_cast<unsigned char>(number >> shift));
    }

    constexpr std::uint64_t value() const { return value_; }

  private:
    std::uint64_t value_ = 0xCBF29CE484222325;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The hash of numbers, which differs where any of their bits does.
template <class Numbers>
std::uint64_t fingerprint_of_numbers(Numbers const& numbers) {
    fnv1a all;
    for (auto x : numbers) all.add(std::bit_cast<std::uint64_t>(double{x}));
    return all.value();
}

} // namespace chrnn::CHRNN_ABI::detail
