/// The header of a JPEG, from all of its segments (ITU-T T.81, annex B).
#pragma once

#include <chrnn/data/image_format.hpp>
#include <chrnn/data/image_header.hpp>

#include <algorithm>
#include <cstring>

namespace chrnn::CHRNN_ABI::detail {

/// Calls `visit(marker, first)` for each segment of a JPEG, `first` being the offset of the two bytes of its length;
/// the answer is whether they go on to the end-of-image marker.
template <class Visit>
bool each_segment(std::span<std::byte const> jpeg, Visit visit) {
    index_t const size = std::ssize(jpeg);
    for (index_t i = 2; i + 1 < size;) {
        if (jpeg[i] != std::byte{0xFF}) { // coded data, most of the file
            void const* next = std::memchr(&jpeg[i], 0xFF, static_cast<std::size_t>(size - i));
            if (!next) return false;
            i = static_cast<std::byte const*>(next) - jpeg.data();
            continue;
        }
        int const marker = std::to_integer<int>(jpeg[i + 1]);
        if (marker == 0x00 || marker == 0xFF) {
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

/// Whether no table of a segment of Huffman tables has more than its 256 codes, which stb_image 2.27 takes for granted.
inline bool has_sound_tables(std::span<std::byte const> jpeg, index_t first) {
    index_t const end = first + big_endian(jpeg, first, 2);
    for (index_t i = first + 2; i < end;) { // a byte that names the table, and the codes of each length
        index_t codes = 0;
        for (index_t length = 1; length <= 16; ++length) codes += big_endian(jpeg, i + length, 1);
        if (codes > 256) return false;
        i += 17 + codes;
    }
    return true;
}

/// The coding that a frame's marker stands for, of those that are not decoded; null for baseline, extended sequential
/// and progressive.
inline char const* undecoded_coding(int marker) {
    if (marker == 0xC3 || marker == 0xC7 || marker == 0xCB || marker == 0xCF) return "lossless";
    if (marker >= 0xC9 && marker <= 0xCE && marker != 0xCC) return "arithmetic";
    if (marker == 0xC5 || marker == 0xC6) return "hierarchical";
    return nullptr;
}

/// The tables of a segment of quantisation tables, a bit for each.
inline unsigned quantisation_tables(std::span<std::byte const> jpeg, index_t first) {
    unsigned tables = 0;
    index_t const end = first + big_endian(jpeg, first, 2);
    for (index_t i = first + 2, bytes = 1; i < end; i += 1 + 64 * bytes) {
        index_t const name = big_endian(jpeg, i, 1); // above it, whether its numbers have two bytes
        tables |= 1u << name % 16;
        bytes = name < 16 ? 1 : 2;
    }
    return tables;
}
/// Those that the components of a frame are multiplied by.
inline unsigned wanted_tables(std::span<std::byte const> jpeg, index_t first) {
    unsigned tables = 0;
    index_t const components = big_endian(jpeg, first + 7, 1);
    for (index_t c = 0; c < components; ++c) tables |= 1u << big_endian(jpeg, first + 10 + 3 * c, 1) % 16;
    return tables;
}

/// How many blocks of 8 x 8 coefficients the components of a frame have at least.
inline index_t least_blocks(std::span<std::byte const> jpeg, index_t first) {
    index_t most_across = 1, most_down = 1, sum = 0;
    index_t const components = big_endian(jpeg, first + 7, 1);
    auto const across = [&](index_t c) { return big_endian(jpeg, first + 9 + 3 * c, 1) / 16; };
    auto const down = [&](index_t c) { return big_endian(jpeg, first + 9 + 3 * c, 1) % 16; };
    for (index_t c = 0; c < components; ++c) {
        most_across = std::max(most_across, across(c));
        most_down = std::max(most_down, down(c));
        sum += across(c) * down(c);
    }
    return big_endian(jpeg, first + 3, 2) * big_endian(jpeg, first + 5, 2) / 64 * sum / (most_across * most_down);
}

inline image_header jpeg_header(std::span<std::byte const> jpeg) {
    image_header found;
    found.scans = 0;
    index_t components = 0, bits = 8, blocks = 0;
    unsigned tables = 0, wanted = 0;
    bool progressive = false, adobe = false, sound = true;
    char const* coding = nullptr;
    found.complete = each_segment(jpeg, [&](int marker, index_t first) {
        bool const frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && found.rows == 0 && first + 8 <= std::ssize(jpeg)) {
            bits = big_endian(jpeg, first + 2, 1);
            found.rows = big_endian(jpeg, first + 3, 2);
            found.columns = big_endian(jpeg, first + 5, 2);
            components = big_endian(jpeg, first + 7, 1);
            blocks = least_blocks(jpeg, first);
            wanted = wanted_tables(jpeg, first);
            progressive = marker == 0xC2;
            coding = undecoded_coding(marker);
        }
        if (marker == 0xDB) tables |= quantisation_tables(jpeg, first);
        if (marker == 0xC4) sound = sound && has_sound_tables(jpeg, first);
        if (marker == 0xDA) ++found.scans;
        if (marker == 0xEE)
            adobe = adobe || (first + 7 <= std::ssize(jpeg) && std::memcmp(&jpeg[first + 2], "Adobe", 5) == 0);
    });
    // A block has a code of at least one bit for its first coefficient and, where it comes whole, one for the others.
    found.complete = found.complete && blocks * (progressive ? 1 : 2) / 8 <= std::ssize(jpeg);
    // Samples of a byte, coefficients of two; a component ends with a whole block of up to 32.
    found.memory = (found.rows + 32) * (found.columns + 32) * (components * (progressive ? 3 : 2) + 4);
    if (!sound)
        found.problem = "it is damaged";
    else if (coding)
        found.problem = std::string("its coding is ") + coding + ", which is not read";
    else if (bits != 8)
        found.problem = "its samples have " + std::to_string(bits) + " bits, not 8";
    else if (components == 4 && !adobe)
        found.problem = "it has four components, and no marker of Adobe's that says which";
    else if ((wanted & ~tables) || (!progressive && found.scans > std::max(components, index_t{1})))
        found.problem = "it is damaged"; // a component comes in one scan
    else if (std::max(found.rows, found.columns) > 65500)
        found.problem = "a side of it has more than the 65500 pixels that libjpeg reads";
    return found;
}

} // namespace chrnn::CHRNN_ABI::detail
