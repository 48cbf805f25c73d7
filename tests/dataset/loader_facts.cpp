#include <chrnn/data/augment/colour_jitter.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/loader_facts.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// The names of the facts by which two ways of loading differ, of images of 20 x 24 pixels.
std::string differing(loader_options const& a, loader_options const& b, mean_image const& mean_a = {},
                      mean_image const& mean_b = {}) {
    auto const one = facts_of(a, mean_a, 20, 24), other = facts_of(b, mean_b, 20, 24);
    std::string names;
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        CHECK(one[i].name == other[i].name);
        if (one[i].value != other[i].value) names += one[i].name + "; ";
    }
    return names;
}

} // namespace

TEST_CASE("facts of a loader differ where what it delivers does, and nowhere else") {
    loader_options const plain{.rows = 16, .columns = 16};
    CHECK(differing(plain, plain).empty());

    auto other = plain;
    other.workers = 5, other.cache_bytes = 0; // which change nothing that is delivered
    CHECK(differing(plain, other).empty());

    other = plain;
    other.sampling = {.how = sampling::way::balanced};
    CHECK(differing(plain, other) == "the sampling; ");
    auto weighted = plain, weighed = plain;
    weighted.sampling = {.how = sampling::way::weighted, .weights = {1, 2, 3}};
    weighed.sampling = {.how = sampling::way::weighted, .weights = {1, 2, 4}};
    CHECK(differing(weighted, weighed) == "the sampling; ");

    other = plain;
    other.scale = 1;
    CHECK(differing(plain, other) == "the scale of pixels; ");
    other = plain;
    other.on_bad_file = bad_file::skip;
    CHECK(differing(plain, other) == "whether bad files are skipped; ");
    CHECK(differing(plain, plain, {1, 1, 2, {3, 4}}, {1, 1, 2, {3, 5}}) == "the fingerprint of the mean image; ");
}

TEST_CASE("facts of an augmentation are of what it does to images") {
    loader_options flipped{.rows = 16, .columns = 16}, rarely = flipped, coloured = flipped;
    flipped.augment = horizontal_flip{};
    rarely.augment = horizontal_flip{.probability = 0.1};
    coloured.augment = colour_jitter{.brightness = 0.3};
    CHECK(differing(flipped, flipped).empty());
    CHECK(differing(flipped, rarely) == "the augmentation; ");
    CHECK(differing(flipped, coloured) == "the augmentation; ");
    CHECK(differing(flipped, {.rows = 16, .columns = 16}) == "the augmentation; ");
}
