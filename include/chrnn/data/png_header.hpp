/// The header of a PNG, from its chunks (ISO/IEC 15948).
#pragma once

#include <chrnn/data/image_format.hpp>
#include <chrnn/data/image_header.hpp>

#include <algorithm>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Bytes that deflate makes of one at most: copies of 258, of two bits each (RFC 1951).
inline constexpr index_t most_unpacked = 1032;

inline image_header png_header(std::span<std::byte const> png) {
    image_header found;
    auto const is = [&](index_t chunk, char const* name) {
        return chunk + 8 <= std::ssize(png) && std::memcmp(&png[chunk + 4], name, 4) == 0;
    };
    index_t const header = 8, frame = 12; // of a chunk: length, name and checksum
    if (std::ssize(png) < header + 8) return found;
    if (!is(header, "IHDR")) {
        found.problem = is(header, "CgBI") ? "it is a PNG for Apple's devices (CgBI), not a standard one"
                                           : "it is damaged: it does not begin with its header";
        return found;
    }
    found.columns = big_endian(png, header + 8, 4);
    found.rows = big_endian(png, header + 12, 4);
    index_t const depth = big_endian(png, header + 16, 1), kind = big_endian(png, header + 17, 1);
    index_t const channels = kind == 2 ? 3 : kind == 4 ? 2 : kind == 6 ? 4 : 1;
    index_t const pixel = std::max(channels * depth / 8, index_t{1});
    for (index_t i = header; i + frame <= std::ssize(png) && !found.complete; i += frame + big_endian(png, i, 4)) {
        if (is(i, "IDAT")) found.data_end = i + frame + big_endian(png, i, 4);
        found.complete = is(i, "IEND");
    }
    // What is packed (collected with room to spare), unpacked with a filter for each row, sorted and made the channels
    // that were asked for. Sides below 2^31 cannot overflow in this.
    index_t const sides = std::min(found.rows, index_t{1} << 24) * std::min(found.columns, index_t{1} << 24);
    found.complete = found.complete && sides * channels * depth / 8 / most_unpacked <= std::ssize(png);
    found.memory = 2 * std::ssize(png) + sides * (2 * pixel + 12) + 8 * std::min(found.rows, index_t{1} << 31);
    return found;
}

/// A PNG with a palette as stb_image decodes it rightly: with 256 colours, those that it lacked black; empty for one
/// without a palette. stb_image 2.27 takes such as a palette lacks from memory that was never written.
inline std::vector<std::byte> png_with_whole_palette(std::span<std::byte const> png) {
    constexpr index_t frame = 12, whole = 3 * 256;
    for (index_t i = 8; i + frame <= std::ssize(png); i += frame + big_endian(png, i, 4)) {
        if (std::memcmp(&png[i + 4], "PLTE", 4) != 0) continue;
        index_t const length = big_endian(png, i, 4);
        if (length > whole || i + frame + length > std::ssize(png)) return {}; // which is refused
        std::vector<std::byte> all(png.begin(), png.begin() + i + 8 + length);
        all[i + 2] = std::byte{whole >> 8};
        all[i + 3] = std::byte{whole & 255};
        all.resize(i + 8 + whole + 4); // and its checksum, which nobody compares
        all.insert(all.end(), png.begin() + i + frame + length, png.end());
        return all;
    }
    return {};
}

} // namespace chrnn::CHRNN_ABI::detail
