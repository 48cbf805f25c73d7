// Files that are made to cost much, or to be decoded to what never was in them.
#include <chrnn/images.hpp>

#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

using namespace chrnn;
using Catch::Contains;

namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> numbers) {
    std::vector<std::byte> all;
    for (int number : numbers) all.push_back(static_cast<std::byte>(number));
    return all;
}
void append(std::vector<std::byte>& to, std::vector<std::byte> const& more) {
    to.insert(to.end(), more.begin(), more.end());
}
void append_big_endian(std::vector<std::byte>& to, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::byte>(number >> shift));
}

/// A chunk whose checksum, which nobody checks, is 0.
std::vector<std::byte> chunk(std::string const& name, std::vector<std::byte> const& data) {
    std::vector<std::byte> all;
    append_big_endian(all, static_cast<std::uint32_t>(data.size()));
    for (char c : name) all.push_back(static_cast<std::byte>(c));
    append(all, data);
    append_big_endian(all, 0);
    return all;
}
std::vector<std::byte> png(std::uint32_t columns, std::uint32_t rows, int depth, int kind,
                           std::vector<std::byte> const& packed, std::vector<std::byte> const& before_header = {}) {
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
std::vector<std::byte> packed_zeros(index_t size) {
    std::vector<std::byte> all = bytes_of({0x78, 0x01});
    unsigned bits = 0, count = 0;
    auto const put = [&](unsigned value, unsigned length) { // the lowest bit first
        bits |= value << count;
        for (count += length; count >= 8; count -= 8, bits >>= 8) all.push_back(static_cast<std::byte>(bits & 255));
    };
    put(0b011, 3);      // the last block, of fixed codes
    put(0b00001100, 8); // literal 0 is 00110000, the highest bit first
    for (index_t n = 0; n < size; n += 258)
        put(0b10100011, 8), put(0, 5); // length 258 is 11000101, distance 1 is 00000
    put(0, 7);                         // the end
    put(0, 15);
    append(all, bytes_of({0, 0, 0, 0}));
    return all;
}

std::string refusal(std::span<std::byte const> bytes) {
    try {
        decode(bytes, 3, "x");
    } catch (error const& problem) {
        return problem.what();
    }
    return "none";
}

/// The most memory that the process had so far, in MB.
long most_memory() {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    return use.ru_maxrss / 1024;
}

} // namespace

TEST_CASE("a PNG that unpacks to far more than its pixels is refused before it has") {
    auto const bomb = png(64, 64, 8, 2, packed_zeros(index_t{900} << 20));
    REQUIRE(bomb.size() < 8'000'000);
    long const before = most_memory();
    CHECK(refusal(bomb) == "cannot read 'x': it unpacks to more than its 64 x 64 pixels");
    CHECK(most_memory() - before < 64);
    CHECK(refusal(png(64, 64, 8, 2, packed_zeros(64 * 193))) == "none"); // as many as there should be
}
TEST_CASE("a PNG that does not begin with its header is refused") {
    auto const packed = packed_zeros(100);
    CHECK_THAT(refusal(png(8, 8, 8, 0, packed, chunk("CgBI", bytes_of({0, 0, 0, 0})))), Contains("CgBI"));
    CHECK_THAT(refusal(png(8, 8, 8, 0, packed, chunk("IDAT", packed))), Contains("does not begin with its header"));
}
TEST_CASE("an image that would take too much memory is refused by its header") {
    long const before = most_memory();
    CHECK_THAT(refusal(png(8192, 8192, 16, 6, packed_zeros(1000))), Contains("decoding its 8192 x 8192 pixels takes"));
    CHECK(most_memory() - before < 64);
}
TEST_CASE("a JPEG of a thousand scans is refused where they cost much, and read where they do not") {
    auto const scan = bytes_of({0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0});
    auto const with_scans = [&](index_t rows, index_t columns) {
        auto jpeg = encoded(any_picture(rows, columns, 3), "jpg");
        for (int i = 0; i < 999; ++i) jpeg.insert(jpeg.end() - 2, scan.begin(), scan.end());
        return jpeg;
    };
    CHECK_THAT(refusal(with_scans(600, 800)), Contains("1000 scans of 800 x 600 pixels, more than is allowed"));
    CHECK(refusal(with_scans(60, 80)) == "none");
}
TEST_CASE("kinds of JPEG that are not read are refused by their names") {
    auto const jpeg = encoded(any_picture(16, 16, 3), "jpg");
    std::byte const frame[] = {std::byte{0xFF}, std::byte{0xC0}};
    auto const at = std::search(jpeg.begin(), jpeg.end(), std::begin(frame), std::end(frame)) - jpeg.begin();
    auto const changed = [&](index_t place, int value) {
        auto other = jpeg;
        other[static_cast<std::size_t>(at + place)] = static_cast<std::byte>(value);
        return refusal(other);
    };
    CHECK_THAT(changed(1, 0xC9), Contains("its coding is arithmetic"));
    CHECK_THAT(changed(1, 0xC3), Contains("its coding is lossless"));
    CHECK_THAT(changed(1, 0xC5), Contains("its coding is hierarchical"));
    CHECK_THAT(changed(4, 12), Contains("its samples have 12 bits, not 8"));
    CHECK_THAT(changed(9, 4), Contains("four components"));
}
TEST_CASE("a BMP's pixels that its palette lacks are black, every time") {
    auto bytes = bytes_of({'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 62, 0,  0,  0, 40, 0,  0,  0, 2, 0, 0, 0,
                           1,   0,   0, 0, 1, 0, 8, 0, 0, 0, 0,  0,  0,  0, 0,  0,  0,  0, 0, 0, 0, 0,
                           0,   0,   0, 0, 2, 0, 0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0, 1, 7, 0, 0});
    CHECK(bytes.size() == 64 + 2);
    bitmap const image = decode(bytes, 3, "x");
    CHECK(image.pixels == std::vector<std::uint8_t>{60, 50, 40, 0, 0, 0});
}
TEST_CASE("a large file that is no image is refused before it is read") {
    temporary_folder const folder;
    auto const sparse = folder.write("class/a.jpg", "");
    image_folder const data(folder.path(), 8);
    long const before = most_memory();
    std::filesystem::resize_file(sparse, std::uintmax_t{200} << 20);
    CHECK_THROWS_WITH(data.load(0, 3), Contains("it is not a JPEG, PNG or BMP image"));
    std::filesystem::resize_file(sparse, std::uintmax_t{900} << 20);
    CHECK_THROWS_WITH(data.load(0, 3), Contains("it has 943718400 bytes, more than the 268435456"));
    CHECK(most_memory() - before < 64);
}
