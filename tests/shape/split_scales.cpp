#include <chrnn/shape/region_features.hpp>
#include <chrnn/shape/split_scales.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;

namespace {

using maps_by_scale = std::vector<std::vector<float>>;

/// Numbers of which each says where it lies.
std::vector<float> numbered(index_t count) {
    std::vector<float> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0.f);
    return numbers;
}
maps_by_scale split(std::vector<float> const& batch, feature_shape const& s) {
    return split_scales(std::span<float const>(batch), s);
}

} // namespace

TEST_CASE("the scales of two samples stand apart, each with both samples") {
    feature_shape const s = pyramid_shape(2, {{1, 2}, 1}); // a sample has numbers 0 1, 2 3 and 4, 5
    CHECK(split(numbered(12), s) == maps_by_scale{{0, 1, 2, 3, 6, 7, 8, 9}, {4, 5, 10, 11}});
    CHECK(split(numbered(6), s) == maps_by_scale{{0, 1, 2, 3}, {4, 5}});
    CHECK(split({}, s) == maps_by_scale(2));
}

TEST_CASE("a shape of one scale is one batch of maps") {
    CHECK(split(numbered(24), {2, 2, 3}) == maps_by_scale{numbered(24)});
    CHECK(split(numbered(8), vector_shape(4)) == maps_by_scale{numbered(8)});
}

TEST_CASE("every number of a scale is that of its sample, channel and region") {
    feature_shape const s = pyramid_shape(3, {{4, 5}, {2, 3}, 2, {1, 2}, 1});
    index_t const n = 4;
    std::vector<float> const batch = numbered(n * s.size());
    auto const scales = split(batch, s);
    REQUIRE(scales.size() == 5);
    for (index_t l = 0; l < s.scales; ++l) {
        grid const regions = s.scale[l];
        auto const& maps = scales[static_cast<std::size_t>(l)];
        REQUIRE(std::ssize(maps) == n * s.channels * regions.regions());
        for (index_t i = 0; i < n; ++i)
            for (index_t r = 0; r < regions.rows; ++r)
                for (index_t q = 0; q < regions.columns; ++q) {
                    auto const sample = std::span(batch).subspan(static_cast<std::size_t>(i * s.size()),
                                                                 static_cast<std::size_t>(s.size()));
                    auto const features = region_features(sample, s, regions, r, q);
                    for (index_t c = 0; c < s.channels; ++c)
                        CHECK(maps[static_cast<std::size_t>(
                                  ((i * s.channels + c) * regions.rows + r) * regions.columns + q)] ==
                              features[static_cast<std::size_t>(c)]);
                }
    }
}

TEST_CASE("numbers that are no whole samples are not split") {
    CHECK(complaint([] {
              split(numbered(13), pyramid_shape(2, {{1, 2}, 1}));
          }) == "13 numbers are not whole samples of 6, those of 2x{1x2,1x1}");
}
