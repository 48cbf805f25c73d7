#include <chrnn/data/image_folder.hpp>

#include "images/decoders.hpp"
#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Waves that are longer than a pixel of the smallest image made of it.
bitmap photograph(index_t rows, index_t columns, index_t channels) {
    bitmap image(rows, columns, channels);
    for (index_t r = 0; r < rows; ++r)
        for (index_t q = 0; q < columns; ++q)
            for (index_t c = 0; c < channels; ++c)
                image.at(r, q, c) = static_cast<std::uint8_t>(
                    128 + 60 * std::sin(double(q + 5 * c) / 15 + double(r) / 24) + 50 * std::sin(double(r) / 13));
    return image;
}

int difference(bitmap const& a, bitmap const& b) {
    REQUIRE(a.pixels.size() == b.pixels.size());
    int largest = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
    return largest;
}

image_header size_of(index_t rows, index_t columns) {
    image_header header;
    header.rows = rows, header.columns = columns;
    return header;
}

image_limits const whole, draft{.draft = true};

} // namespace

TEST_CASE("sides are divided by 2, 4 or 8 where nothing remains and both are still twice as long as wanted") {
    auto const divisor = [](index_t rows, index_t columns) { return divisor_for(16, size_of(rows, columns)); };
    CHECK(divisor(1, 1) == 1);
    CHECK(divisor(63, 1000) == 1);
    CHECK(divisor(1000, 63) == 1);
    CHECK(divisor(64, 64) == 2);
    CHECK(divisor(126, 256) == 2);
    CHECK(divisor(128, 128) == 4);
    CHECK(divisor(256, 304) == 8);
    CHECK(divisor(256, 300) == 4); // 37.5 pixels would be
    CHECK(divisor(258, 256) == 2);
    CHECK(divisor(257, 256) == 1);
}

TEST_CASE("drafts of JPEGs are smaller where a library decodes them, and resize to nearly the same pixels") {
    WITH_EACH_SET_OF_DECODERS;
    for (index_t channels : {1, 3})
        for (index_t side : {8, 10, 16, 32, 33}) {
            auto const bytes = encoded(photograph(128, 176, channels), "jpg");
            index_t const divisor = set.jpeg == decode_by_stb ? 1 : side == 8 ? 8 : side <= 16 ? 4 : side <= 32 ? 2 : 1;
            bitmap const full = decode_for(side, bytes, channels, "a.jpg", whole);
            bitmap const small = decode_for(side, bytes, channels, "a.jpg", draft);
            INFO(channels << " channels for " << side);
            CHECK(full == decode(bytes, channels, "a.jpg", draft)); // nobody said that it would be resized
            CHECK(small.rows == 128 / divisor);
            CHECK(small.columns == 176 / divisor);
            CHECK(small.channels == channels);
            CHECK(difference(resize(full, side, side), resize(small, side, side)) <= 3);
        }
}

TEST_CASE("other formats have no drafts") {
    auto const image = photograph(128, 176, 3);
    for (std::string const kind : {"png", "bmp"}) CHECK(decode_for(10, encoded(image, kind), 3, "a", draft) == image);
}

TEST_CASE("a folder of images is loaded from drafts where its limits say so") {
    WITH_EACH_SET_OF_DECODERS;
    temporary_folder const folder;
    auto const bytes = encoded(photograph(128, 176, 3), "jpg");
    folder.write("a/1.jpg", bytes);
    CHECK(image_folder(folder.path(), 16).load(0, 3) == resize(decode(bytes, 3, ""), 16, 16));
    CHECK(image_folder(folder.path(), 16, {}, draft).load(0, 3) == resize(decode_for(16, bytes, 3, "", draft), 16, 16));
}
