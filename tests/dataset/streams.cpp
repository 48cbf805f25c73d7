#include "dataset/checksum.hpp"
#include "io/complaint.hpp"

#include <chrnn/data/streams.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;

namespace {

/// A stream as it is read off its picture, with nothing known of how it was drawn.
struct sighting {
    bool from_left = false;
    int leaves = -1, across = 0; ///< the class; tiles with stripes across
    index_t marks = 0;           ///< beside the spring's
};

sighting look_at(bitmap const& image, index_t tiles) {
    index_t const pixels = image.rows / tiles;
    auto const at = [&](index_t y, index_t x) {
        return &image.pixels[static_cast<std::size_t>((y * image.columns + x) * 3)];
    };
    /// Along its left and upper edge, where no mark is, tones change in one direction only.
    auto const across = [&](index_t r, index_t q) {
        bool changes_down = false;
        for (index_t k = 1; k < pixels; ++k)
            changes_down = changes_down || at(r * pixels + k, q * pixels)[0] != at(r * pixels, q * pixels)[0];
        return changes_down;
    };
    auto const middle = [&](index_t r, index_t q) { return at(r * pixels + pixels / 2, q * pixels + pixels / 2); };
    sighting seen;
    seen.from_left = middle(0, 0)[2] == 255 && middle(0, 0)[0] == 0;
    for (index_t r = 0; r < tiles; ++r)
        for (index_t q = 0; q < tiles; ++q) {
            seen.across += across(r, q);
            seen.marks += middle(r, q)[0] == 255 && middle(r, q)[2] == 0;
        }
    index_t r = 0, q = 0; // q: columns from the spring's side
    while (r < tiles && q < tiles) ++(across(r, seen.from_left ? q : tiles - 1 - q) ? q : r);
    index_t const half = (tiles + 1) / 2;
    seen.leaves = q == tiles ? (r < half ? 0 : 1) : (q < half ? 2 : 3);
    return seen;
}

} // namespace

TEST_CASE("a stream leaves where its class says, from either side, whatever its size") {
    for (index_t tiles : {2, 3, 7, 13}) {
        synthetic_streams const streams(80, {.tiles = tiles, .noise = 0, .marks = tiles / 2}, 3);
        int left = 0;
        std::map<int, int> across;
        for (index_t i = 0; i < streams.size(); ++i) {
            sighting const seen = look_at(streams.load(i, 3), tiles);
            INFO(streams.name(i));
            CHECK(seen.leaves == streams.label(i));
            CHECK(seen.marks == tiles / 2);
            left += seen.from_left;
            ++across[seen.across];
        }
        CHECK(left > 24);
        CHECK(left < 56);
        CHECK(across.size() == (tiles % 2 == 0 ? 1u : 2u)); // half of them, in every class
    }
}
TEST_CASE("streams have four classes, equally many of each") {
    synthetic_streams const streams(40);
    REQUIRE(streams.classes().size() == 4);
    std::map<int, int> count;
    for (index_t i = 0; i < streams.size(); ++i) ++count[streams.label(i)];
    for (int k = 0; k < 4; ++k) CHECK(count[k] == 10);
}
TEST_CASE("a stream follows from its seed and number, on any machine") {
    synthetic_streams const one(20, {}, 5), longer(40, {}, 5), other(20, {}, 6);
    CHECK(one.load(13, 3) == longer.load(13, 3));
    CHECK(one.load(13, 3) != other.load(13, 3));
    CHECK(one.load(13, 3) != one.load(9, 3)); // of the same class
    CHECK(checksum(synthetic_streams(16)) == 0x212A3EC71DE0822E);
    CHECK(checksum(synthetic_streams(8, {.tiles = 12, .pixels = 5, .noise = 40, .marks = 3}, 7)) == 0x9939168570BF16CB);
}
TEST_CASE("noise stays within what was asked for, and a gray stream is the coloured one without its colours") {
    synthetic_streams const clean(4, {.noise = 0}), noisy(4, {.noise = 20});
    int most = 0;
    for (std::size_t k = 0; k < clean.load(1, 3).pixels.size(); ++k)
        most = std::max(most, std::abs(int(clean.load(1, 3).pixels[k]) - int(noisy.load(1, 3).pixels[k])));
    CHECK(most == 20);
    CHECK(noisy.load(2, 1) == detail::with_channels(noisy.load(2, 3), 1));
}
TEST_CASE("streams that cannot be drawn are refused") {
    CHECK(complaint([] { synthetic_streams(-1); }) == "there cannot be -1 synthetic streams");
    CHECK(complaint([] { synthetic_streams(4, {.tiles = 1}); }) ==
          "synthetic streams have 2 to 32 tiles along a side, not 1");
    CHECK(complaint([] { synthetic_streams(4, {.pixels = 3}); }) ==
          "synthetic streams have 4 to 64 pixels along the side of a tile, not 3");
    CHECK(complaint([] { synthetic_streams(4, {.noise = 65}); }) ==
          "synthetic streams have 0 to 64 levels of noise, not 65");
    CHECK(complaint([] { synthetic_streams(4, {.tiles = 3, .marks = 4}); }) ==
          "synthetic streams have 0 to 3 marks, not 4");
    CHECK(complaint([] { (void)synthetic_streams(4).load(4, 3); }) == "there is no stream 4 among 4");
}
