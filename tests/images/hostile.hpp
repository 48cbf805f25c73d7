/// Hostile images: what they are made of.
#pragma once

#include "images/pictures.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

inline std::vector<std::byte> bytes_of(std::initializer_list<int> numbers) {
    std::vector<std::byte> all;
    for (int number : numbers) all.push_back(static_cast<std::byte>(number));
    return all;
}
inline void append(std::vector<std::byte>& to, std::vector<std::byte> const& more) {
    to.insert(to.end(), more.begin(), more.end());
}
inline void append_big_endian(std::vector<std::byte>& to, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::byte>(number >> shift));
}

/// A chunk whose checksum, which nobody checks, is 0.
inline std::vector<std::byte> chunk(std::string const& name, std::vector<std::byte> const& data) {
    std::vector<std::byte> all;
    append_big_endian(all, static_cast<std::uint32_t>(data.size()));
    for (char c : name) all.push_back(static_cast<std::byte>(c));
    append(all, data);
    append_big_endian(all, 0);
    return all;
}
inline std::vector<std::byte> png(std::uint32_t columns, std::uint32_t rows, int depth, int kind,
                                  std::vector<std::byte> const& packed,
                                  std::vector<std::byte> const& before_header = {}) {
    std::vector<std::byte> all = bytes_of({0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}), header;
    append(all, before_header);
    append_big_endian(header, columns);
    append_big_endian(header, rows);
    append(header, bytes_of({depth, kind, 0, 0, 0}));
    append(all, chunk("IHDR", header));
    append(all, chunk("IDAT", packed));
    append(all, chunk("IEND", {}));
    return all;
}

/// A zlib stream that unpacks to about `size` zeros: one literal, then copies of 258 bytes from the byte before.
inline std::vector<std::byte> packed_zeros(chrnn::index_t size) {
    std::vector<std::byte> all = bytes_of({0x78, 0x01});
    unsigned bits = 0, count = 0;
    auto const put = [&](unsigned value, unsigned length) { // the lowest bit first
        bits |= value << count;
        for (count += length; count >= 8; count -= 8, bits >>= 8) all.push_back(static_cast<std::byte>(bits & 255));
    };
    put(0b011, 3);      // the last block, of fixed codes
    put(0b00001100, 8); // literal 0 is 00110000, the highest bit first
    for (chrnn::index_t n = 0; n < size; n += 258)
        put(0b10100011, 8), put(0, 5); // length 258 is 11000101, distance 1 is 00000
    put(0, 7);                         // the end
    put(0, 15);
    append(all, bytes_of({0, 0, 0, 0}));
    return all;
}

inline std::ptrdiff_t place_of(std::vector<std::byte> const& jpeg, int marker) {
    std::byte const mark[] = {std::byte{0xFF}, static_cast<std::byte>(marker)};
    return std::search(jpeg.begin(), jpeg.end(), std::begin(mark), std::end(mark)) - jpeg.begin();
}
/// A baseline JPEG with its scan, but for the data, 999 times more.
inline std::vector<std::byte> jpeg_of_the_same_scan(chrnn::index_t rows, chrnn::index_t columns) {
    auto const scan = bytes_of({0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0});
    auto jpeg = encoded(any_picture(rows, columns, 3), "jpg");
    for (int i = 0; i < 999; ++i) jpeg.insert(jpeg.end() - 2, scan.begin(), scan.end());
    return jpeg;
}
/// A progressive JPEG, grey all over, of a thousand scans that all say so: zeros are codes for blocks like the one
/// before.
inline std::vector<std::byte> jpeg_of_a_thousand_scans(chrnn::index_t rows, chrnn::index_t columns) {
    auto const scan = bytes_of({0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 0, 0});
    auto const blocks = static_cast<std::size_t>((rows + 7) / 8 * ((columns + 7) / 8));
    auto jpeg = encoded(any_picture(rows, columns, 3), "jpg");
    jpeg[static_cast<std::size_t>(place_of(jpeg, 0xC0)) + 1] = std::byte{0xC2};
    jpeg.resize(static_cast<std::size_t>(place_of(jpeg, 0xDA)));
    for (int i = 0; i < 1000; ++i) {
        append(jpeg, scan);
        jpeg.resize(jpeg.size() + blocks * 6 / 8 + 1); // two bits for a component's block
    }
    append(jpeg, bytes_of({0xFF, 0xD9}));
    return jpeg;
}
/// A JPEG of 16 x 16 pixels with other bytes from this place in its frame's header on.
inline std::vector<std::byte> jpeg_with(std::size_t place, std::initializer_list<int> values) {
    auto jpeg = encoded(any_picture(16, 16, 3), "jpg");
    std::ranges::copy(bytes_of(values), jpeg.begin() + place_of(jpeg, 0xC0) + static_cast<std::ptrdiff_t>(place));
    return jpeg;
}
