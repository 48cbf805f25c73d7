#include <chrnn/data/lakes.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;

namespace {

/// The parts of water, found by giving pixels side by side the same number until nothing changes.
std::vector<index_t> parts_of_water(bitmap const& labels) {
    index_t const side = labels.rows;
    std::vector<index_t> part(labels.pixels.size());
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = static_cast<index_t>(i);
    for (bool changes = true; changes;) {
        changes = false;
        auto const meet = [&](index_t a, index_t b) {
            auto const i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
            if (labels.pixels[i] == 1 || labels.pixels[j] == 1 || part[i] == part[j]) return;
            part[i] = part[j] = std::min(part[i], part[j]);
            changes = true;
        };
        for (index_t r = 0; r < side; ++r)
            for (index_t q = 0; q < side; ++q) {
                if (q + 1 < side) meet(r * side + q, r * side + q + 1);
                if (r + 1 < side) meet(r * side + q, (r + 1) * side + q);
            }
    }
    return part;
}

} // namespace

TEST_CASE("a lake is water that does not reach the edge, and the sea is all that does") {
    for (index_t side : {32, 96}) {
        synthetic_lakes const data(12, side, 3);
        std::map<int, index_t> pixels;
        for (index_t i = 0; i < data.size(); ++i) {
            bitmap const labels = data.load(i, 3).labels;
            auto const part = parts_of_water(labels);
            std::map<index_t, bool> reaches;
            for (index_t k = 0; k < side * side; ++k) {
                index_t const r = k / side, q = k % side;
                bool const at_edge = r == 0 || q == 0 || r == side - 1 || q == side - 1;
                bool& known = reaches[part[static_cast<std::size_t>(k)]];
                known = known || at_edge;
            }
            INFO(data.name(i));
            bool right = true;
            for (std::size_t k = 0; k < part.size(); ++k) {
                int const label = labels.pixels[k];
                ++pixels[label];
                right = right && (label == 1 || label == (reaches[part[k]] ? 0 : 2));
            }
            CHECK(right);
        }
        CHECK(pixels.size() == 3);
        CHECK(pixels[2] > side * side / 8); // over all twelve
        CHECK(pixels[1] > side * side);
    }
}
TEST_CASE("water looks the same in lakes and in the sea, and otherwise than land") {
    bitmap image, labels;
    index_t lake = 0;
    for (index_t i = 0; lake < 200; ++i) {
        auto one = synthetic_lakes(i + 1).load(i, 3);
        image = std::move(one.image), labels = std::move(one.labels);
        lake = std::count(labels.pixels.begin(), labels.pixels.end(), 2);
    }
    double mean[3][3] = {};
    for (std::size_t k = 0; k < labels.pixels.size(); ++k)
        for (std::size_t c = 0; c < 3; ++c)
            mean[labels.pixels[k]][c] +=
                image.pixels[3 * k + c] /
                static_cast<double>(std::count(labels.pixels.begin(), labels.pixels.end(), labels.pixels[k]));
    for (std::size_t c = 0; c < 3; ++c) CHECK(mean[0][c] == Approx(mean[2][c]).margin(4));
    CHECK(mean[0][2] > mean[1][2] + 20); // bluer
}
TEST_CASE("lakes follow from their seed and number, on any machine") {
    synthetic_lakes const one(20, 64, 5), longer(40, 64, 5), other(20, 64, 6);
    CHECK(one.load(13, 3).image == longer.load(13, 3).image);
    CHECK(one.load(13, 3).labels == longer.load(13, 3).labels);
    CHECK(one.load(13, 3).image != other.load(13, 3).image);
    CHECK(one.load(13, 3).labels != one.load(12, 3).labels);
    CHECK(one.load(13, 1).image == detail::with_channels(one.load(13, 3).image, 1));
    CHECK(one.fingerprint() != other.fingerprint());
    fnv1a hash;
    for (index_t i = 0; i < 8; ++i) {
        auto const [image, labels] = synthetic_lakes(8).load(i, 3);
        for (auto const* all : {&image.pixels, &labels.pixels})
            for (std::uint8_t p : *all) hash.add(p);
    }
    CHECK(hash.value() == 0x701F3234CF6C51A0);
}
TEST_CASE("lakes that make no sense are refused") {
    CHECK(complaint([] { synthetic_lakes(-1); }) == "there cannot be -1 images of lakes");
    CHECK(complaint([] { synthetic_lakes(1, 31); }) == "images of lakes have 32 to 1024 pixels along a side, not 31");
    CHECK(complaint([] { synthetic_lakes(1).load(1, 3); }) == "there is no image of lakes 1 among 1");
}
