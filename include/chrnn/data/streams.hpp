/// Streams: labelled images drawn at run time, whose class can only be told by following a path across them.
#pragma once

#include <chrnn/data/dataset.hpp>
#include <chrnn/data/dice.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// How hard streams are to follow.
struct stream_options {
    index_t tiles = 7;  ///< along a side: what is followed takes from `tiles` to 2 `tiles` - 1 steps
    index_t pixels = 8; ///< along a side of a tile
    index_t noise = 8;  ///< the most that noise adds to a pixel or takes from it, of 255
    index_t marks = 0;  ///< tiles with a mark of another colour than the spring's
};

/// Squares of tiles, each with stripes across or along. Water springs in a marked upper corner and flows from tile to
/// tile: out of stripes across it flows sideways, away from its side, out of stripes along down. The class is where it
/// leaves the image: on the other side, in the upper half of the rows or in the lower, or at the bottom, in the nearer
/// half of the columns or in the farther, counted from the spring's side, so that a mirrored image keeps its class.
///
/// Half of the tiles have stripes across, in every class, in random order: neither a window nor an average tells the
/// classes apart. A tile and the state of its neighbours are all that a step of the stream depends on. Image `i` is a
/// function of the seed, the options and `i` alone, in whole numbers, so that it is the same on every machine.
class synthetic_streams : public dataset {
  public:
    /// `count` streams, the classes in turn. Throws when `count` is negative, or an option is out of range: 2 to 32
    /// tiles, 4 to 64 pixels, noise of 0 to 64, 0 to `tiles` marks.
    explicit synthetic_streams(index_t count, stream_options const& options = {}, std::uint64_t seed = 1)
        : count_(count), options_(options), seed_(seed) {
        if (count < 0) fail("there cannot be ", count, " synthetic streams");
        auto const check = [](char const* what, index_t value, index_t least, index_t most) {
            if (value < least || value > most)
                fail("synthetic streams have ", least, " to ", most, " ", what, ", not ", value);
        };
        check("tiles along a side", options.tiles, 2, 32);
        check("pixels along the side of a tile", options.pixels, 4, 64);
        check("levels of noise", options.noise, 0, 64);
        check("marks", options.marks, 0, options.tiles);
    }

    index_t size() const override { return count_; }
    index_t rows() const override { return options_.tiles * options_.pixels; }
    index_t columns() const override { return rows(); }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return static_cast<int>(i % std::ssize(classes_)); }

    std::string name(index_t i) const override {
        return "stream " + std::to_string(i) + " of seed " + std::to_string(seed_) + ", " +
               std::to_string(options_.tiles) + " tiles";
    }

    bitmap load(index_t i, index_t channels) const override {
        if (i < 0 || i >= count_) fail("there is no stream ", i, " among ", count_);
        index_t const tiles = options_.tiles, pixels = options_.pixels, side = rows();
        dice roll{{random_key(seed_, "streams"), static_cast<std::uint64_t>(i)}};
        auto mosaic = any_mosaic(roll);
        while (class_of(mosaic) != label(i)) mosaic = any_mosaic(roll);
        for (tile& one : mosaic) dress(one, roll);
        mosaic[0].shows = mark::spring;
        for (index_t left = options_.marks; left > 0;) {
            tile& one = mosaic[static_cast<std::size_t>(roll.between(1, tiles * tiles - 1))];
            if (one.shows == mark::none) one.shows = mark::other, --left;
        }
        bool const mirrored = roll.heads();

        random_stream const grains{random_key(seed_, "grain of streams"), static_cast<std::uint64_t>(i)};
        bitmap image(side, side, 3);
        std::uint8_t* pixel = image.pixels.data();
        for (index_t y = 0; y < side; ++y)
            for (index_t column = 0; column < side; ++column, pixel += 3) {
                index_t const x = mirrored ? side - 1 - column : column;
                tile const& t = mosaic[static_cast<std::size_t>(y / pixels * tiles + x / pixels)];
                index_t const v = y % pixels, u = x % pixels;
                detail::random_words const grain = grains.words(static_cast<std::uint64_t>(y * side + x));
                for (index_t c = 0; c < 3; ++c) {
                    index_t const range = 2 * options_.noise + 1,
                                  noise = static_cast<index_t>(grain[c]) % range - options_.noise;
                    pixel[c] = static_cast<std::uint8_t>(std::clamp<index_t>(tone(t, u, v, c) + noise, 0, 255));
                }
            }
        return detail::with_channels(std::move(image), channels);
    }

  private:
    enum class mark : std::uint8_t { none, spring, other };
    struct tile {
        bool across; ///< stripes from side to side
        mark shows = mark::none;
        index_t half_period = 2, phase = 0, dark = 0, light = 255;
    };
    using mosaic = std::vector<tile>; ///< row after row, the spring's corner first

    /// Half of the tiles with stripes across (of an odd number, one more or less), in random order.
    mosaic any_mosaic(dice& roll) const {
        index_t const all = options_.tiles * options_.tiles, across = (all + roll.between(0, 1)) / 2;
        mosaic made(static_cast<std::size_t>(all));
        for (index_t k = 0; k < all; ++k) made[static_cast<std::size_t>(k)].across = k < across;
        for (index_t k = all - 1; k > 0; --k)
            std::swap(made[static_cast<std::size_t>(k)], made[static_cast<std::size_t>(roll.between(0, k))]);
        return made;
    }
    /// Where the water leaves.
    int class_of(mosaic const& all) const {
        index_t row = 0, column = 0;
        while (row < options_.tiles && column < options_.tiles)
            ++(all[static_cast<std::size_t>(row * options_.tiles + column)].across ? column : row);
        bool const at_side = column == options_.tiles;
        return (at_side ? 0 : 2) + (at_side ? row : column) / ((options_.tiles + 1) / 2);
    }
    void dress(tile& one, dice& roll) const {
        one.half_period =
            roll.between(std::max<index_t>(1, options_.pixels / 5), std::max<index_t>(2, options_.pixels / 4));
        one.phase = roll.between(0, 2 * one.half_period - 1);
        one.dark = roll.between(32, 96);
        one.light = roll.between(160, 224);
    }
    /// Channel c of the tile's pixel (v, u): the spring's mark is blue, another red, in the middle of the tile.
    index_t tone(tile const& t, index_t u, index_t v, index_t c) const {
        index_t const edge = options_.pixels / 4;
        bool const middle = std::min(u, v) >= edge && std::max(u, v) < options_.pixels - edge;
        if (t.shows != mark::none && middle) return c == (t.shows == mark::spring ? 2 : 0) ? 255 : 0;
        return ((t.across ? v : u) + t.phase) / t.half_period % 2 == 0 ? t.dark : t.light;
    }

    index_t count_;
    stream_options options_;
    std::uint64_t seed_;
    std::vector<std::string> classes_{"side high", "side low", "bottom near", "bottom far"};
};

} // namespace chrnn::CHRNN_ABI
