/// The format of an image file, told from its first bytes, and the numbers that lie in them.
#pragma once

#include <chrnn/base/config.hpp>

#include <cstdint>
#include <cstring>
#include <span>

namespace chrnn::CHRNN_ABI::detail {

enum class image_format { jpeg, png, bmp, unknown };

/// What the bytes are, by the marks that the formats begin with.
inline image_format format_of(std::span<std::byte const> bytes) {
    auto const begins = [&](char const* mark, std::size_t length) {
        return bytes.size() >= length && std::memcmp(bytes.data(), mark, length) == 0;
    };
    if (begins("\xFF\xD8\xFF", 3)) return image_format::jpeg;
    if (begins("\x89PNG\r\n\x1A\n", 8)) return image_format::png;
    if (begins("BM", 2)) return image_format::bmp;
    return image_format::unknown;
}

/// The number in `length` bytes from `first` on, the most significant first (JPEG, PNG); 0 past the end.
inline index_t big_endian(std::span<std::byte const> bytes, index_t first, index_t length) {
    index_t value = 0;
    for (index_t i = first; i < first + length; ++i)
        value = value * 256 + (i < std::ssize(bytes) ? std::to_integer<index_t>(bytes[i]) : 0);
    return value;
}

/// The same, the least significant first (BMP).
inline index_t little_endian(std::span<std::byte const> bytes, index_t first, index_t length) {
    index_t value = 0;
    for (index_t i = first + length; i-- > first;)
        value = value * 256 + (i < std::ssize(bytes) ? std::to_integer<index_t>(bytes[i]) : 0);
    return value;
}

} // namespace chrnn::CHRNN_ABI::detail
