/// A wire text: a message in protobuf's wire format as it is written, field after field.
/// https://protobuf.dev/programming-guides/encoding
#pragma once

#include <chrnn/base/config.hpp>

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

class wire_text {
  public:
    void number(unsigned field, index_t value) {
        varint(field << 3);
        varint(static_cast<std::uint64_t>(value));
    }
    void number(unsigned field, float value) {
        varint(field << 3 | 5);
        little_endian(value);
    }
    void number(unsigned field, double value) {
        varint(field << 3 | 1);
        little_endian(value);
    }
    /// Of a repeated field, packed.
    void numbers(unsigned field, std::span<double const> values) {
        begin_message(field, values.size_bytes());
        for (double const one : values) little_endian(one);
    }
    void text(unsigned field, std::string_view value) {
        begin_message(field, value.size());
        bytes_ += value;
    }
    void message(unsigned field, wire_text const& inside) { text(field, inside.bytes_); }
    /// What stands before a message of so many bytes that follows elsewhere.
    void begin_message(unsigned field, std::size_t bytes) {
        varint(field << 3 | 2);
        varint(bytes);
    }

    std::string const& bytes() const { return bytes_; }

  private:
    template <class Number>
    void little_endian(Number value) {
        static_assert(std::endian::native == std::endian::little);
        bytes_.append(reinterpret_cast<char const*>(&value), sizeof value);
    }
    /// Seven bits a byte, the lowest first; the last byte has no eighth bit.
    void varint(std::uint64_t number) {
        for (; number >= 128; number >>= 7) bytes_ += static_cast<char>((number & 127) | 128);
        bytes_ += static_cast<char>(number);
    }

    std::string bytes_;
};

} // namespace chrnn::CHRNN_ABI::detail
