#include "dataset/sample_images.hpp"

#include <chrnn/data/crop.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

TEST_CASE("the ten views are the centre and corner crops and their mirror images, in their documented order") {
    bitmap const image = any_image(7, 9, 3, 1);
    index_t const rows = 4, columns = 5;
    index_t const corner[5][2] = {{1, 2}, {0, 0}, {0, 4}, {3, 0}, {3, 4}};
    for (int view = 0; view < crop_count; ++view) {
        INFO("view " << view);
        std::vector<float> crop(3 * rows * columns);
        write_crop(image, rows, columns, view, {}, 0.5f, crop);
        for (index_t c = 0; c < 3; ++c)
            for (index_t r = 0; r < rows; ++r)
                for (index_t q = 0; q < columns; ++q) {
                    index_t const from = view < 5 ? q : columns - 1 - q;
                    CHECK(crop[(c * rows + r) * columns + q] ==
                          0.5f * image.at(corner[view % 5][0] + r, corner[view % 5][1] + from, c));
                }
    }
}

TEST_CASE("the mean image is subtracted where the crop lies, and mirrored with it") {
    bitmap image(2, 3, 1);
    image.pixels = {10, 20, 30, 40, 50, 60};
    mean_image const mean{1, 2, 3, {1, 2, 3, 4, 5, 6}};
    std::vector<float> crop(2);
    write_crop(image, 1, 2, 4, mean, 1, crop); // bottom right
    CHECK(crop == std::vector<float>{45, 54});
    write_crop(image, 1, 2, 9, mean, 2, crop);
    CHECK(crop == std::vector<float>{108, 90});
}

TEST_CASE("a crop as large as the image is the image, in all places") {
    bitmap const image = any_image(4, 4, 1, 2);
    std::vector<float> centre(16), other(16);
    write_crop(image, 4, 4, 0, {}, 1, centre);
    for (int view = 1; view < 5; ++view) {
        write_crop(image, 4, 4, view, {}, 1, other);
        CHECK(other == centre);
    }
}

TEST_CASE("views whose sizes do not fit together are refused with the sizes") {
    bitmap const image = any_image(4, 6, 1, 2);
    std::vector<float> place(8);
    CHECK_THROWS_WITH(write_crop(image, 5, 2, 0, {}, 1, place), Contains("a crop of 5 x 2 does not fit"));
    CHECK_THROWS_WITH(write_crop(image, 2, 7, 0, {}, 1, place), Contains("2 x 7"));
    CHECK_THROWS_WITH(write_crop(image, 0, 2, 0, {}, 1, place), Contains("0 x 2"));
    CHECK_THROWS_WITH(write_crop(image, 2, 2, 0, {}, 1, place), Contains("8 values"));
    CHECK_THROWS_WITH(write_crop(image, 2, 4, 10, {}, 1, place), Contains("no view 10"));
    CHECK_THROWS_WITH(write_crop(image, 2, 0, 0, {}, 1, place), Contains("2 x 0"));
    CHECK_THROWS_WITH(write_crop(image, 2, 4, -1, {}, 1, place), Contains("no view -1"));
    for (mean_image const& mean : {mean_image{3, 4, 6, std::vector<float>(72)},
                                   {1, 5, 6, std::vector<float>(30)},
                                   {1, 4, 5, std::vector<float>(20)},
                                   {1, 4, 6, std::vector<float>(23)}})
        CHECK_THROWS_WITH(write_crop(image, 2, 4, 0, mean, 1, place), Contains("does not fit images of 1 x 4 x 6"));
}
