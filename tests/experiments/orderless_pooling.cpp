#include "../../examples/experiments/orderless_pooling.hpp"
#include "../../examples/experiments/patch_descriptors.hpp"
#include "../../examples/experiments/principal_components.hpp"

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace experiment;
using Catch::Contains;
using numbers = std::vector<float>;

namespace {

/// Twenty points around each of three places that are far from each other.
numbers three_clusters() {
    numbers points;
    random_stream const random{random_key(7, "clusters")};
    for (std::uint64_t i = 0; i < 60; ++i)
        for (std::uint64_t j = 0; j < 2; ++j) {
            float const place[3][2] = {{0, 0}, {100, 0}, {0, 100}};
            points.push_back(place[i % 3][j] + static_cast<float>(random.uniform(2 * i + j)) - 0.5f);
        }
    return points;
}

} // namespace

TEST_CASE("k-means finds the means of three far clusters, whatever the seed") {
    numbers const points = three_clusters();
    double means[3][2]{};
    for (std::size_t i = 0; i < points.size(); ++i) means[i / 2 % 3][i % 2] += points[i] / 20.0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        numbers const centres = k_means(points, 2, 3, seed);
        std::set<int> met;
        for (int k = 0; k < 3; ++k)
            for (int c = 0; c < 3; ++c)
                if (std::abs(centres[2 * k] - means[c][0]) < 1e-4 && std::abs(centres[2 * k + 1] - means[c][1]) < 1e-4)
                    met.insert(c);
        CHECK(met.size() == 3);
        CHECK(centres == k_means(points, 2, 3, seed));
    }
}

TEST_CASE("k-means by hand: 0, 1, 2 and 10, 12 have the centres 1 and 11") {
    numbers centres = k_means(numbers{0, 1, 10, 2, 12}, 1, 2, 1);
    std::ranges::sort(centres);
    CHECK(centres == numbers{1, 11});
}

TEST_CASE("k-means with more centres than different points leaves none where there is no point") {
    for (std::uint64_t seed = 0; seed < 5; ++seed)
        for (float centre : k_means(numbers{3, 3, 3, 8, 8}, 1, 4, seed)) CHECK((centre == 3 || centre == 8));
    numbers all = k_means(numbers{4, 1, 9}, 1, 3, 1);
    std::ranges::sort(all);
    CHECK(all == numbers{1, 4, 9});
}

TEST_CASE("k-means refuses fewer points than centres, and what is no whole point") {
    CHECK_THAT(complaint([] { k_means(numbers{1, 2}, 1, 3, 1); }), Contains("2 points, too few for 3 centres"));
    CHECK_THAT(complaint([] { k_means(numbers{1, 2, 3}, 2, 1, 1); }), Contains("3 numbers are no points of 2"));
    CHECK_THAT(complaint([] { k_means(numbers{1}, 1, 0, 1); }), Contains("0 centres"));
}

TEST_CASE("max pooling takes the maximum of every number") {
    CHECK(max_pooled(numbers{1, -5, 3, -6, 2, -4}, 2) == numbers{3, -4});
    CHECK(max_pooled(numbers{-1, -2}, 2) == numbers{-1, -2});
}

TEST_CASE("VLAD sums up what lies between descriptors and their nearest centre") {
    numbers const centres{0, 0, 10, 10, 50, 50};
    CHECK(vlad(numbers{1, 2, 9, 10, 12, 13, 0, -1}, 2, centres) == numbers{1, 1, 1, 3, 0, 0});
    CHECK(vlad(numbers{5, 5}, 2, centres) == numbers{5, 5, 0, 0, 0, 0}); // as near to both: the first
}

TEST_CASE("a pooled vector is normalised by signed roots and its length") {
    numbers x{9, -16, 0};
    take_signed_roots(x);
    CHECK(x == numbers{3, -4, 0});
    make_unit(x);
    CHECK(x == numbers{0.6f, -0.8f, 0});
    numbers nothing{0, 0};
    make_unit(nothing);
    CHECK(nothing == numbers{0, 0});
}

TEST_CASE("principal components are the directions of the largest variance, whether points are few or many") {
    // Along (3, 4) / 5 the points are 10 apart, along (-4, 3) / 5 they are 5 apart; nothing else differs.
    numbers const in_plane{3, 4, 0, -3, -4, 0, -2, 1.5f, 0, 2, -1.5f, 0};
    for (int copies : {0, 8}) { // 4 points of 3 numbers, or of 11
        numbers points;
        index_t const size = 3 + copies;
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = 0; j < 3; ++j) points.push_back(in_plane[3 * i + j] + 7);
            points.insert(points.end(), static_cast<std::size_t>(copies), 7);
        }
        principal_components const axes(points, size, 9);
        REQUIRE(axes.count() == 2);
        numbers const found = axes.of(points);
        float const expected[4][2] = {{5, 0}, {5, 0}, {0, 2.5f}, {0, 2.5f}};
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t k = 0; k < 2; ++k)
                CHECK(std::abs(found[2 * i + k]) == Approx(expected[i][k]).margin(1e-5));
        CHECK(found[0] == Approx(-found[2]));
        CHECK(principal_components(points, size, 1).of(points).size() == 4);
    }
}

TEST_CASE("principal components refuse points that are all the same") {
    CHECK_THAT(complaint([] { principal_components(numbers{1, 2, 1, 2}, 2, 1); }), Contains("all the same"));
    CHECK_THAT(complaint([] { principal_components(numbers{1, 2, 3}, 2, 1); }), Contains("no points of 2"));
}

TEST_CASE("patches of a scale begin an eighth of the side apart and reach to the last pixel") {
    bitmap image(17, 24, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i % 251);
    for (auto const& [scale, along, rows, columns] :
         {std::array<index_t, 4>{0, 1, 17, 24}, std::array<index_t, 4>{1, 5, 8, 12},
          std::array<index_t, 4>{2, 7, 4, 6}}) {
        INFO("scale " << scale);
        REQUIRE(patches_along(scale) == along);
        for (index_t i = 0; i < along * along; ++i) {
            bitmap const patch = patch_of(image, scale, i);
            REQUIRE(patch.rows == rows);
            REQUIRE(patch.columns == columns);
            index_t const top = i / along * 17 / 8, left = i % along * 24 / 8;
            for (index_t r = 0; r < rows; ++r)
                for (index_t n = 0; n < columns * 3; ++n)
                    REQUIRE(patch.pixels[static_cast<std::size_t>(r * columns * 3 + n)] ==
                            image.pixels[static_cast<std::size_t>(((top + r) * 24 + left) * 3 + n)]);
            CHECK(top + rows <= 17);
            CHECK(left + columns <= 24);
        }
    }
}
