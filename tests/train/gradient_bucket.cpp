#include <chrnn/train/gradient_bucket.hpp>

#include <catch2/catch.hpp>

#include <array>

using namespace chrnn;
using detail::gradient_buckets;

TEST_CASE("buckets hold neighbouring layers, the last ones first, and all gradients once") {
    std::array<index_t, 6> const offsets{0, 100, 100, 130, 1130, 1140}; // the second layer has no parameters
    for (index_t least : {1, 20, 50, 1000, 5000}) {
        index_t end = 1140;
        for (auto const& one : gradient_buckets(offsets, least)) {
            CHECK(one.end == end);
            CHECK(one.begin == offsets[static_cast<std::size_t>(one.layer)]);
            CHECK((one.end - one.begin >= least || one.begin == 0));
            end = one.begin;
        }
        CHECK(end == 0);
    }
    CHECK(gradient_buckets(offsets, 1).size() == 4);
    CHECK(gradient_buckets(offsets, 20).size() == 3);
    CHECK(gradient_buckets(offsets, 5000).size() == 1);
    CHECK(gradient_buckets(std::array<index_t, 2>{0, 0}, 1).empty());
}
