/// Synthetic scenes: labelled images drawn at run time, whose classes differ only by how the same textures are
/// arranged.
#pragma once

#include <chrnn/data/dataset.hpp>
#include <chrnn/data/dice.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// Mosaics of 4 x 4 tiles on an even ground, four tiles of each of the textures A (stripes), B (checks), C (noise) and
/// D (a shade). A class says whether the textures follow one another along rows, columns or diagonals, and in which
/// order:
///
///     rows ABCD   AAAA    columns ABCD   ABCD    diagonal ABCD   ABCD
///                 BBBB                   ABCD                    BCDA
///                 CCCC                   ABCD                    CDAB
///                 DDDD                   ABCD                    DABC
///
/// Every class has the same textures in the same areas with the same gaps between them, so neither a window as small as
/// a tile nor an average over such windows tells the classes apart: what stands beside and below does. The mosaic is
/// shifted at random, going out on one side and coming in on the other, and half of the scenes are mirrored (so that
/// the ten views keep their class). Tones, directions, periods and phases vary from tile to tile. Scene `i` is a
/// function of the seed and `i` alone, in whole numbers, so that it is the same on every machine.
class synthetic_scenes : public dataset {
  public:
    /// `count` scenes of `side` x `side` pixels, the classes in turn. The shift is up to `shift` tiles down and across:
    /// with 0, a texture's place gives much away; with 4, it may be anywhere in every class, and only the order of the
    /// textures is left. Throws when `count` is negative, `side` below 32 or `shift` not in 0 .. 4.
    explicit synthetic_scenes(index_t count, index_t side = 64, std::uint64_t seed = 1, index_t shift = 1)
        : count_(count), side_(side), seed_(seed), shift_(shift) {
        if (count < 0) fail("there cannot be ", count, " synthetic scenes");
        if (side < 32) fail("a synthetic scene needs a side of at least 32 pixels, not ", side);
        if (shift < 0 || shift > grid) fail("synthetic scenes are shifted by 0 to 4 tiles, not ", shift);
        for (arrangement const& each : arrangements) classes_.push_back(std::string(each.along) + " " + each.order);
    }

    index_t size() const override { return count_; }
    index_t rows() const override { return side_; }
    index_t columns() const override { return side_; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return static_cast<int>(i % std::ssize(classes_)); }

    std::string name(index_t i) const override {
        return "scene " + std::to_string(i) + " of seed " + std::to_string(seed_) + ", shift " + std::to_string(shift_);
    }

    bitmap load(index_t i, index_t channels) const override {
        if (i < 0 || i >= count_) fail("there is no scene ", i, " among ", count_);
        dice roll{{random_key(seed_, "scenes"), static_cast<std::uint64_t>(i)}};
        index_t const reach = shift_ * side_ / grid;
        index_t const down = roll.between(0, reach), across = roll.between(0, reach);
        bool const mirrored = roll.between(0, 1) == 1;
        index_t const ground = roll.between(96, 160);
        arrangement const& scene = arrangements[label(i)];
        tile mosaic[grid][grid];
        for (index_t r = 0; r < grid; ++r)
            for (index_t q = 0; q < grid; ++q)
                mosaic[r][q] = any_tile(scene.order[(r * scene.down + q * scene.right) % grid], roll);

        bitmap image(side_, side_, 3);
        std::uint8_t* pixel = image.pixels.data();
        for (index_t r = 0; r < side_; ++r)
            for (index_t q = 0; q < side_; ++q, pixel += 3) {
                index_t const y = (r + down) % side_, turned = (q + across) % side_;
                index_t const x = mirrored ? side_ - 1 - turned : turned;
                index_t const tile_row = y * grid / side_, tile_column = x * grid / side_;
                tile const& t = mosaic[tile_row][tile_column];
                index_t const v = y - tile_row * side_ / grid, u = x - tile_column * side_ / grid;
                index_t const far = side_ / grid - t.margin;
                bool const inside = u >= t.margin && v >= t.margin && u < far && v < far;
                index_t const lightness = inside ? lightness_of(t, u, v, roll.random) : 0;
                detail::random_words const grain =
                    roll.random.words(first_grain + static_cast<std::uint64_t>(y * side_ + x));
                for (index_t c = 0; c < 3; ++c) {
                    index_t const tone =
                        inside ? t.tint[c] + (t.dark * (full - lightness) + t.light * lightness) / full : ground;
                    pixel[c] = static_cast<std::uint8_t>(tone - 8 + static_cast<index_t>(grain[c] % 17));
                }
            }
        return detail::with_channels(std::move(image), channels);
    }

  private:
    static constexpr index_t grid = 4;  ///< tiles along a side
    static constexpr index_t unit = 64; ///< of the numbers below in a pixel's side
    static constexpr index_t full = 256;
    static constexpr std::uint64_t first_grain = 1 << 20; ///< where the random numbers for single pixels begin

    struct arrangement {
        char const* along;
        char const* order;
        index_t down;  ///< steps in the order from a tile to the one below it
        index_t right; ///< and to the one on its right
    };
    static constexpr arrangement arrangements[] = {
        {"rows", "ABCD", 1, 0},    {"rows", "ADCB", 1, 0},    {"rows", "ACBD", 1, 0},     {"rows", "ADBC", 1, 0},
        {"columns", "ABCD", 0, 1}, {"columns", "ACBD", 0, 1}, {"diagonal", "ABCD", 1, 1}, {"diagonal", "ADCB", 1, 1}};

    struct tile {
        char texture;
        index_t x, y; ///< direction, of length `unit`
        index_t half_period, phase, margin, dark, light;
        std::uint64_t specks; ///< where its random numbers begin
        index_t tint[3];
    };

    tile any_tile(char texture, dice& roll) const {
        static constexpr index_t sine[12] = {0, 24, 45, 59, 64, 59, 45, 24, 0, -24, -45, -59};
        index_t const turn = roll.between(0, 7);
        tile t{};
        t.texture = texture;
        t.x = sine[turn + 4];
        t.y = sine[turn];
        t.half_period = roll.between(side_ * unit / 40, side_ * unit / 24);
        t.phase = roll.between(0, 2 * t.half_period - 1);
        t.margin = roll.between(side_ / 40, side_ / 20);
        t.dark = roll.between(40, 104);
        t.light = roll.between(152, 216);
        if (roll.between(0, 1) == 1) std::swap(t.dark, t.light);
        t.specks = static_cast<std::uint64_t>(1024 * roll.drawn);
        for (index_t& c : t.tint) c = roll.between(-24, 24);
        return t;
    }

    /// How much of its light tone, out of `full`, the tile has at its column u and row v.
    index_t lightness_of(tile const& t, index_t u, index_t v, random_stream random) const {
        index_t const pitch = side_ / grid, speck = side_ / 32;
        index_t const positive = 4 * pitch * unit; // added before a quotient is taken
        index_t const along = u * t.x + v * t.y, across = v * t.x - u * t.y;
        index_t const stripe = (along + t.phase + positive) / t.half_period;
        switch (t.texture) {
        case 'A':
            return stripe % 2 * full;
        case 'B':
            return (stripe + (across + t.phase + positive) / t.half_period) % 2 * full;
        case 'C':
            return random.word(t.specks + static_cast<std::uint64_t>(v / speck * 32 + u / speck)) % 2 * full;
        default:
            return std::clamp<index_t>((along - pitch / 2 * (t.x + t.y)) * full / (pitch * unit) + full / 2, 0, full);
        }
    }

    index_t count_;
    index_t side_;
    std::uint64_t seed_;
    index_t shift_;
    std::vector<std::string> classes_;
};

} // namespace chrnn::CHRNN_ABI
