/// The format of an image file, told from its bytes, and whether the file reaches its end.
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

/// Calls `visit(marker, first)` for each segment of a JPEG, `first` being the offset of the two bytes of its length;
/// the answer is whether they go on to the end-of-image marker.
template <class Visit>
bool each_segment(std::span<std::byte const> jpeg, Visit visit) {
    index_t const size = std::ssize(jpeg);
    for (index_t i = 2; i + 1 < size;) {
        int const marker = std::to_integer<int>(jpeg[i + 1]);
        if (jpeg[i] != std::byte{0xFF} || marker == 0x00 || marker == 0xFF) {
            ++i; // coded data, or filling
        } else if (marker == 0xD9) {
            return true;
        } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            i += 2; // markers without a segment
        } else {
            visit(marker, i + 2);
            i += 2 + big_endian(jpeg, i + 2, 2);
        }
    }
    return false;
}

/// Whether a JPEG has its end-of-image marker. (Decoders may fill what is missing with gray.)
inline bool is_complete_jpeg(std::span<std::byte const> jpeg) {
    return each_segment(jpeg, [](int, index_t) {});
}

/// Whether no Huffman table of a JPEG has more than its 256 codes, which stb_image 2.27 takes for granted.
inline bool has_sound_tables(std::span<std::byte const> jpeg) {
    bool sound = true;
    each_segment(jpeg, [&](int marker, index_t first) {
        if (marker != 0xC4) return;
        index_t const end = first + big_endian(jpeg, first, 2);
        for (index_t i = first + 2; i < end;) { // a byte that names the table, and the codes of each length
            index_t codes = 0;
            for (index_t length = 1; length <= 16; ++length) codes += big_endian(jpeg, i + length, 1);
            sound = sound && codes <= 256;
            i += 17 + codes;
        }
    });
    return sound;
}

/// Whether a PNG's chunks go on to the one called IEND.
inline bool is_complete_png(std::span<std::byte const> bytes) {
    index_t const frame = 12; // length, name and checksum
    for (index_t i = 8; i + frame <= std::ssize(bytes); i += frame + big_endian(bytes, i, 4))
        if (std::memcmp(&bytes[i + 4], "IEND", 4) == 0) return true;
    return false;
}

/// Whether a BMP of this size has all its rows.
inline bool is_complete_bmp(std::span<std::byte const> bytes, index_t rows, index_t columns) {
    index_t const pixels = little_endian(bytes, 10, 4);
    index_t const bits = little_endian(bytes, little_endian(bytes, 14, 4) == 12 ? 24 : 28, 2);
    index_t const row = (columns * bits + 7) / 8;
    return pixels + round_up(row, 4) * (rows - 1) + row <= std::ssize(bytes);
}

} // namespace chrnn::CHRNN_ABI::detail
