#include "dataset/checksum.hpp"

#include <chrnn/data/pathfinder.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn;

namespace {

/// Parts of an image that are brighter than `threshold` and hang together, as lists of pixels.
std::vector<std::vector<index_t>> bright_parts(bitmap const& image, int threshold) {
    std::vector<bool> seen(image.pixels.size());
    std::vector<std::vector<index_t>> parts;
    for (index_t first = 0; first < image.rows * image.columns; ++first) {
        std::vector<index_t> part, open{first};
        while (!open.empty()) {
            index_t const at = open.back();
            open.pop_back();
            if (seen[std::size_t(at)] || image.pixels[std::size_t(at)] <= threshold) continue;
            seen[std::size_t(at)] = true;
            part.push_back(at);
            index_t const r = at / image.columns, q = at % image.columns;
            if (r > 0) open.push_back(at - image.columns);
            if (r + 1 < image.rows) open.push_back(at + image.columns);
            if (q > 0) open.push_back(at - 1);
            if (q + 1 < image.columns) open.push_back(at + 1);
        }
        if (!part.empty()) parts.push_back(part);
    }
    return parts;
}

struct spot {
    double row, column;
};
double distance(spot a, spot b) { return std::hypot(a.row - b.row, a.column - b.column); }

/// How bright an image is within two pixels of a place, a white disc being 1.
double brightness(bitmap const& image, index_t row, index_t column) {
    double sum = 0;
    for (index_t r = -2; r <= 2; ++r)
        for (index_t q = -2; q <= 2; ++q)
            if (std::abs(r) + std::abs(q) < 4) sum += image.pixels[std::size_t((row + r) * image.columns + column + q)];
    return sum / (21 * 255);
}
/// The middles of the two dots: the brightest place, and the brightest away from it.
std::vector<spot> dots_of(bitmap const& image) {
    std::vector<spot> found;
    for (int dot = 0; dot < 2; ++dot) {
        spot best{0, 0};
        double most = 0;
        for (index_t r = 2; r < image.rows - 2; ++r)
            for (index_t q = 2; q < image.columns - 2; ++q) {
                spot const at{double(r), double(q)};
                double const here = brightness(image, r, q);
                if (here > most && (found.empty() || distance(found[0], at) > 5)) most = here, best = at;
            }
        REQUIRE(most > 0.75);
        found.push_back(best);
    }
    return found;
}

/// The middles of all dashes, dots taken out.
std::vector<spot> dashes_of(bitmap image, std::vector<spot> const& dots) {
    for (index_t r = 0; r < image.rows; ++r)
        for (index_t q = 0; q < image.columns; ++q)
            for (spot const& dot : dots)
                if (distance({double(r), double(q)}, dot) < 3.2) image.pixels[std::size_t(r * image.columns + q)] = 0;
    std::vector<spot> found;
    for (auto const& part : bright_parts(image, 40)) {
        spot middle{0, 0};
        for (index_t at : part) {
            middle.row += double(at / image.columns) / double(part.size());
            middle.column += double(at % image.columns) / double(part.size());
        }
        if (part.size() > 2) found.push_back(middle);
    }
    return found;
}

/// Whether one can get from dot to dot from dash to dash. Dashes of a path are 6 pixels apart; a dot hides the one that
/// it lies at.
bool joined(bitmap const& image) {
    auto const dots = dots_of(image);
    auto places = dashes_of(image, dots);
    places.insert(places.begin(), dots.begin(), dots.end());
    std::vector<bool> seen(places.size());
    std::vector<std::size_t> open{0};
    while (!open.empty()) {
        std::size_t const at = open.back();
        open.pop_back();
        for (std::size_t k = 1; k < places.size(); ++k)
            if (!seen[k] && distance(places[at], places[k]) < (at < 2 || k < 2 ? 9.0 : 7.2))
                seen[k] = true, open.push_back(k);
    }
    return seen[1];
}

} // namespace

TEST_CASE("every image of paths has two dots, and both classes have them equally far apart") {
    pathfinder const paths(400);
    double sum[2] = {}, squares[2] = {};
    for (index_t i = 0; i < paths.size(); ++i) {
        auto const dots = dots_of(paths.load(i, 1));
        INFO(paths.name(i));
        REQUIRE(dots.size() == 2);
        double const far = distance(dots[0], dots[1]);
        sum[paths.label(i)] += far / 200, squares[paths.label(i)] += far * far / 200;
    }
    double const mean = (sum[0] + sum[1]) / 2, deviation = std::sqrt((squares[0] + squares[1]) / 2 - mean * mean);
    CHECK(std::abs(sum[0] - sum[1]) < 3 * deviation * std::sqrt(2.0 / 200));
    CHECK(mean > 20);
}
TEST_CASE("in the class of that name a path of dashes joins the dots, in the other mostly none does") {
    pathfinder const paths(400, {.distractors = 0});
    index_t right[2] = {};
    for (index_t i = 0; i < paths.size(); ++i) right[paths.label(i)] += joined(paths.load(i, 1)) == paths.label(i);
    CHECK(right[1] == 200);
    CHECK(right[0] > 120); // other paths may pass as near as the dashes of one
}
TEST_CASE("images of paths depend on seed, options and number alone, and are the same on every machine") {
    pathfinder const paths(8, {.dashes = 9, .distractor_dashes = 3}, 5),
        again(4, {.dashes = 9, .distractor_dashes = 3}, 5), other(8, {.dashes = 9, .distractor_dashes = 3}, 6);
    CHECK(paths.load(3, 1).pixels == again.load(3, 1).pixels);
    CHECK(paths.load(3, 1).pixels != other.load(3, 1).pixels);
    CHECK(paths.load(3, 3).pixels.size() == 3 * paths.load(3, 1).pixels.size());
    CHECK(checksum(pathfinder(16)) == 0xF01BE64A7B91FA74);
    CHECK(checksum(pathfinder(8, {.side = 100, .dashes = 14, .distractors = 9, .distractor_dashes = 4}, 7)) ==
          0xC873E4E1B402F688);
    CHECK(paths.classes() == std::vector<std::string>{"apart", "joined"});
}
TEST_CASE("paths that cannot be drawn are refused in a sentence") {
    CHECK_THROWS_WITH(pathfinder(-1), "there cannot be -1 images of paths");
    CHECK_THROWS_WITH(pathfinder(2, {.side = 16}), "images of paths have 32 to 512 pixels along a side, not 16");
    CHECK_THROWS_WITH(pathfinder(2, {.dashes = 1}), "images of paths have 2 to 32 dashes in a path, not 1");
    CHECK_THROWS_WITH(pathfinder(2, {.side = 32, .dashes = 20}), "there is no space for 56 dashes on 32 x 32 pixels");
    CHECK_THROWS_WITH(pathfinder(2, {.dashes = 15, .most_turn = 0}).load(0, 1),
                      "there is no space for two paths of 15 dashes and 8 of 2 on 64 x 64 pixels");
    CHECK_THROWS_WITH(pathfinder(2).load(2, 1), "there is no image of paths 2 among 2");
    CHECK_THROWS_WITH(pathfinder(2).load(-1, 1), "there is no image of paths -1 among 2");
}
