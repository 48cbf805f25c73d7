#include "dataset/sample_images.hpp"

#include <chrnn/data/mean_image.hpp>
#include <chrnn/data/subset.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("the mean image is the mean of each pixel and channel over the data set") {
    random_images const data(7);
    mean_image const mean = mean_of(data, 3);
    REQUIRE(mean.channels == 3);
    REQUIRE(mean.rows == 6);
    REQUIRE(mean.columns == 8);
    for (index_t c = 0; c < 3; ++c)
        for (index_t r = 0; r < 6; ++r)
            for (index_t q = 0; q < 8; ++q) {
                double sum = 0;
                for (index_t i = 0; i < 7; ++i) sum += data.load(i, 3).at(r, q, c);
                CHECK(mean.values[(c * 6 + r) * 8 + q] == static_cast<float>(sum / 7));
            }
}

TEST_CASE("the mean image does not depend on the number of threads") {
    random_images const data(20);
    for (int threads : {2, 3, 7, 50})
        CHECK(mean_of(data, 1, bad_file::fatal, threads).values == mean_of(data, 1).values);
}

TEST_CASE("a bad file is left out of the mean image, or its error comes through, by choice") {
    random_images const some_bad(9, {4, 6}), good(4);
    for (int threads : {1, 2, 3}) {
        CHECK_THROWS_WITH(mean_of(some_bad, 3, bad_file::fatal, threads), Contains("image 4 cannot be read"));
        CHECK(mean_of(random_images(6, {4, 5}), 3, bad_file::skip, threads).values == mean_of(good, 3).values);
        CHECK_THROWS_WITH(mean_of(random_images(2, {0, 1}), 3, bad_file::skip, threads), Contains("no mean image"));
    }
}

TEST_CASE("an image of another size than its data set's counts as a bad file of the mean image") {
    struct shapeless : random_images {
        using random_images::random_images;
        bitmap load(index_t i, index_t channels) const override {
            bitmap image = i == 2 ? bitmap(5, 8, channels) : random_images::load(i, channels);
            if (i == 3) image.pixels.clear();
            return image;
        }
    };
    shapeless const four(4);
    for (int threads : {1, 3}) {
        CHECK_THROWS_WITH(mean_of(four, 3, bad_file::fatal, threads),
                          "image 2 came as 5 x 8 x 3 with 120 values, not as 6 x 8 x 3");
        CHECK_THROWS_WITH(mean_of(subset(four, {0, 1, 3}), 3, bad_file::fatal, threads),
                          Contains("image 3 came as 6 x 8 x 3 with 0 values"));
        CHECK(mean_of(four, 3, bad_file::skip, threads).values == mean_of(random_images(2), 3).values);
    }
}
