// What hostile images cost in time and memory: measured, not judged. build/release/tests/test_images "[.cost]"
#include "images/decoders.hpp"
#include "images/hostile.hpp"
#include "process_memory.hpp"
#include "temporary_folder.hpp"

#include <chrnn/images.hpp>

#include <catch2/catch.hpp>

#include <ctime>
#include <iomanip>
#include <iostream>

using namespace chrnn;

namespace {

/// Prints one row: what became of the image, ms and MB at its peak.
template <class Load>
void measure(std::string const& what, Load const& load) {
    std::clock_t time = 0; // of the processor
    std::string outcome = "decoded";
    long const most = most_memory([&] {
        std::clock_t const begin = std::clock();
        try {
            bitmap const image = load();
        } catch (error const&) {
            outcome = "refused";
        }
        time = std::clock() - begin;
    });
    std::cout << std::left << std::setw(57) << what << outcome << std::right << std::fixed << std::setprecision(1)
              << std::setw(10) << 1e3 * static_cast<double>(time) / CLOCKS_PER_SEC << std::setw(10)
              << static_cast<double>(std::max(0L, most)) / (1 << 20) << '\n';
}

} // namespace

TEST_CASE("what hostile images cost", "[.cost]") {
    WITH_EACH_SET_OF_DECODERS;
    auto const few = packed_zeros(1000);
    auto bmp = encoded(any_picture(4, 4, 3), "bmp");
    auto huffman = encoded(any_picture(20, 30, 3), "jpg");
    std::fill_n(huffman.begin() + place_of(huffman, 0xC4) + 5, 16, std::byte{200});
    auto padded = jpeg_with(5, {32, 0, 32, 0}); // with a comment of a megabyte, so that it might be so large
    for (int i = 0; i < 16; ++i) {
        auto const segment = bytes_of({0xFF, 0xFE, 0xFF, 0xFF});
        padded.insert(padded.begin() + 2, 65533, std::byte{0});
        padded.insert(padded.begin() + 2, segment.begin(), segment.end());
    }
    auto const set_size = [&](int columns, int rows) {
        std::ranges::copy(bytes_of({columns & 255, columns >> 8, 0, 0, rows & 255, rows >> 8, 0, 0}), bmp.begin() + 18);
        return bmp;
    };
    std::pair<char const*, std::vector<std::byte>> const images[] = {
        {"PNG, 64 x 64, unpacks to 900 MB", png(64, 64, 8, 2, packed_zeros(index_t{900} << 20))},
        {"PNG, 60000 x 60000", png(60000, 60000, 8, 2, few)},
        {"PNG, 8192 x 8192 of 64 bits", png(8192, 8192, 16, 6, few)},
        {"PNG, 8192 x 8192 of 24 bits, a thousand bytes of them", png(8192, 8192, 8, 2, few)},
        {"PNG, 8192 x 8192 of 24 bits, the last row missing", png(8192, 8192, 8, 2, packed_zeros(8191 * 24577))},
        {"PNG, Apple's", png(8, 8, 8, 0, few, chunk("CgBI", bytes_of({0, 0, 0, 0})))},
        {"JPEG, a thousand scans of 800 x 600", jpeg_of_a_thousand_scans(600, 800)},
        {"JPEG, the same scan a thousand times", jpeg_of_the_same_scan(512, 512)},
        {"JPEG, a thousand scans of 512 x 512, which is allowed", jpeg_of_a_thousand_scans(512, 512)},
        {"JPEG, 8192 x 8192, data for 16 x 16", jpeg_with(5, {32, 0, 32, 0})},
        {"JPEG, 8192 x 8192, data for 16 x 16, a megabyte beside", padded},
        {"JPEG, 65535 x 65535", jpeg_with(5, {255, 255, 255, 255})},
        {"JPEG, arithmetic coding", jpeg_with(1, {0xC9})},
        {"JPEG, a Huffman table of too many codes", huffman},
        {"BMP, 8192 x 8192, data for 4 x 4", set_size(8192, 8192)},
        {"BMP, 65535 x 65535", set_size(65535, 65535)},
        {"text", bytes_of({'t', 'e', 'x', 't'})},
    };
    std::cout << std::left << std::setw(57) << "by " + set.name << std::setw(7) << "" << std::right << std::setw(10)
              << "ms" << std::setw(10) << "MB" << '\n';
    for (auto const& [what, bytes] : images) measure(what, [&, &bytes = bytes] { return decode(bytes, 3, "x"); });
    temporary_folder const folder;
    auto const sparse = folder.write("class/a.jpg", "");
    image_folder const data(folder.path(), 8);
    for (std::uintmax_t const size : {200, 900}) {
        std::filesystem::resize_file(sparse, size << 20);
        measure("a file of " + std::to_string(size) + " MB of zeros", [&] { return data.load(0, 3); });
    }
    SUCCEED();
}
