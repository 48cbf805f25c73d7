/// Lakes: labelled images drawn at run time, in which water that land encloses is to be told from the sea.
#pragma once

#include <chrnn/data/dice.hpp>
#include <chrnn/data/labelled_images.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// Islands in the sea. Some are rings of land; half of the rings have a gap, by which the sea comes in. The classes are
/// sea (water that reaches the edge of the image along pixels side by side), land, and lake (all other water).
///
/// All water looks alike, and lakes are of the size and form of bays: only by going round the whole shore can the two
/// be told apart. Image `i` is a function of the seed, the side and `i` alone, in whole numbers, so that it is the same
/// on every machine.
class synthetic_lakes : public labelled_images {
  public:
    /// `count` images of `side` x `side` pixels. Throws when `count` is negative or `side` not in 32 .. 1024.
    explicit synthetic_lakes(index_t count, index_t side = 96, std::uint64_t seed = 1)
        : count_(count), side_(side), seed_(seed) {
        if (count < 0) fail("there cannot be ", count, " images of lakes");
        if (side < 32 || side > 1024) fail("images of lakes have 32 to 1024 pixels along a side, not ", side);
    }

    index_t size() const override { return count_; }
    std::vector<std::string> const& classes() const override { return classes_; }
    std::string name(index_t i) const override {
        return "lakes " + std::to_string(i) + " of seed " + std::to_string(seed_) + ", " + std::to_string(side_) +
               " pixels";
    }

    labelled_image load(index_t i, index_t channels) const override {
        if (i < 0 || i >= count_) fail("there is no image of lakes ", i, " among ", count_);
        dice roll{{random_key(seed_, "lakes"), static_cast<std::uint64_t>(i)}};
        bitmap labels(side_, side_, 1);
        std::fill(labels.pixels.begin(), labels.pixels.end(), lake);
        std::vector<disc> rings;
        for (int tries = 0; tries < 8; ++tries)
            if (disc const one = any_ring(roll); stands_apart(one, rings)) {
                draw_ring(labels, one, roll);
                rings.push_back(one);
            }
        for (index_t islands = roll.between(2, 5); islands > 0; --islands)
            draw(labels, {roll.between(0, side_ - 1), roll.between(0, side_ - 1), part(roll.between(3, 6))});
        let_the_sea_in(labels);
        return {detail::with_channels(painted(labels, roll), channels), std::move(labels)};
    }

  private:
    enum : std::uint8_t { sea, land, lake };
    struct disc {
        index_t row, column, radius;
    };

    index_t part(index_t of_96) const { return of_96 * side_ / 96; }

    disc any_ring(dice& roll) const {
        index_t const radius = part(roll.between(11, 30)), free = side_ - 1 - 2 * radius;
        return {radius + roll.between(0, free), radius + roll.between(0, free), radius};
    }
    static bool stands_apart(disc const& one, std::vector<disc> const& others) {
        return std::none_of(others.begin(), others.end(), [&](disc const& other) {
            index_t const down = one.row - other.row, across = one.column - other.column,
                          least = (one.radius + other.radius) * 5 / 4;
            return down * down + across * across < least * least;
        });
    }

    void draw(bitmap& labels, disc const& one) const {
        auto const [row, column, radius] = one;
        for (index_t r = std::max<index_t>(0, row - radius); r <= std::min(side_ - 1, row + radius); ++r)
            for (index_t q = std::max<index_t>(0, column - radius); q <= std::min(side_ - 1, column + radius); ++q)
                if ((r - row) * (r - row) + (q - column) * (q - column) <= radius * radius) labels.at(r, q) = land;
    }

    /// Sixteen discs in a ring that overlap, or thirteen.
    void draw_ring(bitmap& labels, disc const& ring, dice& roll) const {
        static constexpr index_t sine[16] = {0, 24, 45, 59, 64, 59, 45, 24, 0, -24, -45, -59, -64, -59, -45, -24};
        index_t const open = roll.heads() ? 3 : 0, first = roll.between(0, 15);
        for (index_t k = first; k < first + 16 - open; ++k)
            draw(labels,
                 {ring.row + ring.radius * sine[k % 16] / 64, ring.column + ring.radius * sine[(k + 4) % 16] / 64,
                  1 + ring.radius * roll.between(15, 24) / 64});
    }

    void let_the_sea_in(bitmap& labels) const {
        std::vector<index_t> reached;
        auto const reach = [&](index_t row, index_t column) {
            if (row < 0 || row >= side_ || column < 0 || column >= side_ || labels.at(row, column) != lake) return;
            labels.at(row, column) = sea;
            reached.push_back(row * side_ + column);
        };
        for (index_t k = 0; k < side_; ++k) reach(0, k), reach(side_ - 1, k), reach(k, 0), reach(k, side_ - 1);
        while (!reached.empty()) {
            index_t const row = reached.back() / side_, column = reached.back() % side_;
            reached.pop_back();
            reach(row - 1, column), reach(row + 1, column), reach(row, column - 1), reach(row, column + 1);
        }
    }

    /// Water and land in tones of their own, different from image to image, with grains in them.
    bitmap painted(bitmap const& labels, dice& roll) const {
        index_t tones[2][3] = {{60, 110, 170}, {150, 140, 90}}; // of water, of land
        for (auto& tone : tones)
            for (index_t& c : tone) c += roll.between(-20, 20);
        random_stream const grains{random_key(seed_, "grain of lakes"), roll.random.stream};
        bitmap image(side_, side_, 3);
        for (index_t i = 0; i < side_ * side_; ++i) {
            auto const grain = grains.words(static_cast<std::uint64_t>(i));
            auto const& tone = tones[labels.pixels[static_cast<std::size_t>(i)] == land];
            for (index_t c = 0; c < 3; ++c)
                image.pixels[static_cast<std::size_t>(3 * i + c)] = static_cast<std::uint8_t>(
                    tone[c] - 24 + static_cast<index_t>(grain[static_cast<std::size_t>(c)] % 49));
        }
        return image;
    }

    index_t count_, side_;
    std::uint64_t seed_;
    std::vector<std::string> classes_{"sea", "land", "lake"};
};

} // namespace chrnn::CHRNN_ABI
