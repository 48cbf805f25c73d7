/// Pathfinder: labelled images drawn at run time, which ask whether a dashed path joins two dots.
#pragma once

#include <chrnn/data/dataset.hpp>
#include <chrnn/data/dice.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chrnn::CHRNN_ABI {

/// How hard the paths are to follow. Linsley et al. have paths of 6, 9 and 14 dashes on 150 x 150 pixels.
struct pathfinder_options {
    index_t side = 64;             ///< of an image, in pixels
    index_t dashes = 6;            ///< dashes of a path
    index_t distractors = 8;       ///< shorter paths beside the two long ones
    index_t distractor_dashes = 2; ///< dashes of each
    index_t most_turn = 4;         ///< from a dash to the next, in 64ths of a full turn
};

/// After the description of Linsley et al. (Learning long-range spatial dependencies with horizontal gated recurrent
/// units, NeurIPS 2018): white on black, two dashed paths of equal length that bend a little from dash to dash, shorter
/// ones as distractors, and two dots at ends of the long paths. The class is whether one path joins the dots: they lie
/// at its two ends, or one at an end of each, equally far apart to within half a dash. Both classes have the same
/// paths, so that only following one tells.
///
/// Image `i` is a function of the seed, the options and `i` alone, in whole numbers, the same on every machine.
class pathfinder : public dataset {
  public:
    /// `count` images, the classes in turn. Throws when `count` is negative, or an option is out of range: a side of 32
    /// to 512 pixels, 2 to 32 dashes in a path, 0 to 64 distractors of 1 to `dashes` each, turns of 0 to 8, and no
    /// more dashes than one for every 48 pixels.
    explicit pathfinder(index_t count, pathfinder_options const& options = {}, std::uint64_t seed = 1)
        : count_(count), options_(options), seed_(seed) {
        if (count < 0) fail("there cannot be ", count, " images of paths");
        auto const check = [](index_t value, index_t least, index_t most, char const* what) {
            if (value < least || value > most)
                fail("images of paths have ", least, " to ", most, " ", what, ", not ", value);
        };
        check(options.side, 32, 512, "pixels along a side");
        check(options.dashes, 2, 32, "dashes in a path");
        check(options.distractors, 0, 64, "distractors");
        check(options.distractor_dashes, 1, options.dashes, "dashes in a distractor");
        check(options.most_turn, 0, 8, "64ths of a turn from dash to dash");
        index_t const dashes = 2 * options.dashes + options.distractors * options.distractor_dashes;
        if (48 * dashes > options.side * options.side)
            fail("there is no space for ", dashes, " dashes on ", options.side, " x ", options.side, " pixels");
    }

    index_t size() const override { return count_; }
    index_t rows() const override { return options_.side; }
    index_t columns() const override { return options_.side; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return static_cast<int>(i % 2); }

    std::string name(index_t i) const override {
        return "path " + std::to_string(i) + " of seed " + std::to_string(seed_) + ", " +
               std::to_string(options_.dashes) + " dashes";
    }

    bitmap load(index_t i, index_t channels) const override {
        if (i < 0 || i >= count_) fail("there is no image of paths ", i, " among ", count_);
        dice roll{{random_key(seed_, "pathfinder"), static_cast<std::uint64_t>(i)}};
        paths all;
        std::array<point, 3> dots{}; // the ends of a path, and one of another as far from the first
        int tries = 0;
        do {
            if (++tries > 10000)
                fail("there is no space for two paths of ", options_.dashes, " dashes and ", options_.distractors,
                     " of ", options_.distractor_dashes, " on ", options_.side, " x ", options_.side, " pixels");
            all.clear();
        } while (!place_all(all, roll) || !place_dots(dots, all, roll));
        bitmap image(options_.side, options_.side, 1);
        for (path const& one : all)
            for (dash const& d : one) draw(image, d);
        mark(image, dots[0]);
        mark(image, dots[label(i) == 1 ? 1 : 2]);
        return detail::with_channels(std::move(image), channels);
    }

  private:
    static constexpr index_t unit = 64; ///< of lengths in a pixel
    static constexpr index_t half_length = 2 * unit, pitch = 6 * unit, half_thickness = unit * 3 / 4;
    static constexpr index_t apart = 5 * unit, dot = 5 * unit / 2; ///< between middles of dashes; the radius of a dot
    static constexpr index_t directions_in_turn = 64;

    struct point {
        index_t x, y;
    };
    struct dash {
        point middle;
        index_t direction; ///< in 64ths of a turn
    };
    using path = std::vector<dash>;
    using paths = std::vector<path>;

    /// 256 times the cosine and the sine of a direction.
    static point along(index_t direction) {
        static constexpr index_t quarter[17] = {0,   25,  50,  74,  98,  121, 142, 162, 181,
                                                198, 213, 226, 237, 245, 251, 255, 256};
        auto const sine = [](index_t k) {
            k = (k % directions_in_turn + directions_in_turn) % directions_in_turn;
            index_t const value = quarter[k % 32 <= 16 ? k % 32 : 32 - k % 32];
            return k < 32 ? value : -value;
        };
        return {sine(direction + 16), sine(direction)};
    }
    static point moved(point from, index_t direction, index_t length) {
        point const step = along(direction);
        return {from.x + step.x * length / 256, from.y + step.y * length / 256};
    }
    static index_t square(index_t x) { return x * x; }
    static index_t squared_distance(point a, point b) { return square(a.x - b.x) + square(a.y - b.y); }

    /// Two long paths and the distractors; false if there was no way on for one of them.
    bool place_all(paths& all, dice& roll) const {
        for (index_t k = 0; k < 2 + options_.distractors; ++k) {
            path one;
            for (int tries = 0; one.empty() && tries < 32; ++tries)
                one = any_path(k < 2 ? options_.dashes : options_.distractor_dashes, all, roll);
            if (one.empty()) return false;
            all.push_back(std::move(one));
        }
        return true;
    }
    /// A path that keeps clear of the others and of itself; empty if there was none from where it began.
    path any_path(index_t dashes, paths const& others, dice& roll) const {
        index_t const edge = 4 * unit, far = options_.side * unit - edge;
        path made;
        dash next{{roll.between(edge, far), roll.between(edge, far)}, roll.between(0, directions_in_turn - 1)};
        while (static_cast<index_t>(made.size()) < dashes) {
            if (!fits(next.middle, edge, far, made, others)) return {};
            made.push_back(next);
            next.direction += roll.between(-options_.most_turn, options_.most_turn);
            next.middle = moved(moved(made.back().middle, made.back().direction, pitch / 2), next.direction, pitch / 2);
        }
        return made;
    }
    static bool fits(point at, index_t edge, index_t far, path const& own, paths const& others) {
        if (at.x < edge || at.y < edge || at.x > far || at.y > far) return false;
        auto const clear = [&](dash const& d) { return squared_distance(d.middle, at) >= square(apart); };
        for (path const& other : others)
            if (!std::all_of(other.begin(), other.end(), clear)) return false;
        return std::all_of(own.begin(), own.end(), clear);
    }
    static point end_of(path const& one, bool head) {
        dash const& last = head ? one.back() : one.front();
        return moved(last.middle, last.direction, head ? half_length : -half_length);
    }

    /// The two ends of one of the long paths, and one of the other; false if that is not as far from the first.
    static bool place_dots(std::array<point, 3>& dots, paths& all, dice& roll) {
        if (roll.heads()) std::swap(all[0], all[1]);
        path const &first = all[0], &other = all[1];
        bool const turned = roll.heads(), far_end = roll.heads();
        dots = {end_of(first, turned), end_of(first, !turned), end_of(other, far_end)};
        // of squared lengths, whether the lengths differ by at most half a dash
        auto const close = [](index_t a, index_t b) {
            index_t const less = std::min(a, b), more = std::max(a, b) - less;
            return more <= square(half_length) || square(more - square(half_length)) <= 4 * square(half_length) * less;
        };
        return close(squared_distance(dots[0], dots[1]), squared_distance(dots[0], dots[2]));
    }

    /// Makes every pixel as bright as the share of its 4 x 4 points that `inside` has, unless it is brighter.
    template <class Inside>
    static void paint(bitmap& image, point middle, index_t reach, Inside const& inside) {
        index_t const side = image.rows;
        for (index_t y = std::max<index_t>(0, (middle.y - reach) / unit);
             y <= std::min(side - 1, (middle.y + reach) / unit); ++y)
            for (index_t x = std::max<index_t>(0, (middle.x - reach) / unit);
                 x <= std::min(side - 1, (middle.x + reach) / unit); ++x) {
                index_t count = 0;
                for (index_t k = 0; k < 16; ++k)
                    count +=
                        inside(point{x * unit + k % 4 * unit / 4 + unit / 8, y * unit + k / 4 * unit / 4 + unit / 8});
                std::uint8_t& pixel = image.pixels[static_cast<std::size_t>(y * side + x)];
                pixel = std::max(pixel, static_cast<std::uint8_t>(count * 255 / 16));
            }
    }
    static void draw(bitmap& image, dash const& d) {
        point const axis = along(d.direction);
        paint(image, d.middle, half_length + unit, [&](point at) {
            index_t const x = at.x - d.middle.x, y = at.y - d.middle.y;
            return std::abs(x * axis.x + y * axis.y) <= half_length * 256 &&
                   std::abs(x * axis.y - y * axis.x) <= half_thickness * 256;
        });
    }
    static void mark(bitmap& image, point at) {
        paint(image, at, dot, [&](point one) { return squared_distance(one, at) <= square(dot); });
    }

    index_t count_;
    pathfinder_options options_;
    std::uint64_t seed_;
    std::vector<std::string> classes_{"apart", "joined"};
};

} // namespace chrnn::CHRNN_ABI
