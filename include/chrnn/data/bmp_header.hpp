/// The header of a BMP, and the one form of palette that stb_image reads rightly.
#pragma once

#include <chrnn/data/image_format.hpp>
#include <chrnn/data/image_header.hpp>

#include <algorithm>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Where things lie in a BMP.
struct bmp_layout {
    index_t header;        ///< bytes of its second header: 12 in OS/2's, 40 and more in Windows'
    index_t pixels;        ///< where they begin
    index_t columns, rows; ///< rows < 0 where they are stored from the top
    index_t bits;          ///< a pixel

    explicit bmp_layout(std::span<std::byte const> bmp)
        : header(little_endian(bmp, 14, 4)), pixels(little_endian(bmp, 10, 4)) {
        bool const os2 = header == 12;
        columns = little_endian(bmp, 18, os2 ? 2 : 4);
        rows = os2 ? little_endian(bmp, 20, 2)
                   : static_cast<std::int32_t>(static_cast<std::uint32_t>(little_endian(bmp, 22, 4)));
        bits = little_endian(bmp, os2 ? 24 : 28, 2);
    }
    bool has_palette() const { return bits == 1 || bits == 4 || bits == 8; }
    index_t row_bytes(index_t n) const { return round_up((n * bits + 7) / 8, 4); }
};

inline image_header bmp_header(std::span<std::byte const> bmp) {
    image_header found;
    bmp_layout const at(bmp);
    if (std::ssize(bmp) < 14 + at.header || at.header < 12) return found;
    found.columns = at.columns;
    found.rows = at.rows < 0 ? -at.rows : at.rows;
    constexpr index_t most = index_t{1} << 24; // longer sides are refused; counting them must not overflow
    index_t const columns = std::min(found.columns, most), rows = std::min(found.rows, most);
    if (at.bits > 32) found.problem = "it is damaged";
    found.complete = at.pixels + at.row_bytes(columns) * (rows - 1) + (columns * at.bits + 7) / 8 <= std::ssize(bmp);
    found.memory = 8 * columns * rows;
    index_t const compression = at.header == 12 ? 0 : little_endian(bmp, 30, 4);
    if (compression != 0 && compression != 3) found.problem = "its pixels are compressed, which is not read";
    if (at.has_palette() && at.pixels < 14 + at.header + (at.header == 12 ? 3 : 4)) found.problem = "it has no palette";
    return found;
}

/// A BMP with a palette as stb_image decodes it rightly: one of Windows' kind with as many colours as its pixels can
/// name, those that it lacks black; empty for one without a palette. stb_image 2.27 takes the colours of OS/2's, and
/// such as a palette lacks, from memory that was never written. requires: it is complete.
inline std::vector<std::byte> bmp_with_whole_palette(std::span<std::byte const> bmp) {
    bmp_layout const from(bmp);
    if (!from.has_palette()) return {};
    index_t const colours = index_t{1} << from.bits, entry = from.header == 12 ? 3 : 4;
    index_t const palette = 14 + 40, pixels = palette + 4 * colours;
    std::vector<std::byte> all(static_cast<std::size_t>(pixels));
    auto const put = [&](index_t first, index_t length, index_t value) {
        for (index_t i = 0; i < length; ++i, value >>= 8)
            all[static_cast<std::size_t>(first + i)] = static_cast<std::byte>(value & 255);
    };
    std::copy_n(bmp.begin(), 2, all.begin());
    put(10, 4, pixels);
    put(14, 4, 40);
    put(18, 4, from.columns);
    put(22, 4, from.rows);
    put(26, 2, 1);
    put(28, 2, from.bits);
    put(30, 4, from.header == 12 ? 0 : little_endian(bmp, 30, 4)); // its compression
    index_t const known = std::min(colours, (from.pixels - 14 - from.header) / entry);
    for (index_t i = 0; i < known; ++i)
        std::copy_n(bmp.begin() + 14 + from.header + i * entry, 3, all.begin() + palette + 4 * i);
    all.insert(all.end(), bmp.begin() + from.pixels, bmp.end());
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
