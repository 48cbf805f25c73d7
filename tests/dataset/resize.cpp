#include "dataset/sample_images.hpp"
#include "distance.hpp"

#include <chrnn/data/resize.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// The triangle filter as its definition says, in double: the mean of the old places weighted by their distance.
double filtered(bitmap const& from, index_t rows, index_t columns, index_t row, index_t column, index_t channel) {
    auto const weight = [](index_t from, index_t to, index_t i, index_t j) {
        double const scale = double(from) / double(to), reach = std::max(1.0, scale);
        return std::max(0.0, 1 - std::abs((double(i) + 0.5) * scale - (double(j) + 0.5)) / reach);
    };
    double sum = 0, total = 0;
    for (index_t r = 0; r < from.rows; ++r)
        for (index_t q = 0; q < from.columns; ++q) {
            double const w = weight(from.rows, rows, row, r) * weight(from.columns, columns, column, q);
            sum += w * from.at(r, q, channel);
            total += w;
        }
    return sum / total;
}

} // namespace

TEST_CASE("resizing agrees with the triangle filter's definition to less than a gray level") {
    struct change {
        index_t from_rows, from_columns, rows, columns;
    };
    for (change c : {change{13, 9, 13, 20},
                     {13, 9, 5, 9},
                     {12, 16, 6, 4},
                     {7, 31, 30, 7},
                     {40, 3, 1, 1},
                     {1, 1, 5, 4},
                     {2, 90, 3, 2},
                     {29, 30, 30, 29},
                     {41, 150, 21, 70}})
        for (index_t channels : {1, 3}) {
            bitmap const from = any_image(c.from_rows, c.from_columns, channels, 5);
            bitmap const to = resize(from, c.rows, c.columns);
            INFO(c.from_rows << " x " << c.from_columns << " x " << channels << " to " << c.rows << " x " << c.columns);
            double worst = 0;
            for (index_t r = 0; r < c.rows; ++r)
                for (index_t q = 0; q < c.columns; ++q)
                    for (index_t k = 0; k < channels; ++k)
                        worst = farther(worst, std::abs(to.at(r, q, k) - filtered(from, c.rows, c.columns, r, q, k)));
            CHECK(worst < 0.6);
        }
}

TEST_CASE("resizing to the same size changes nothing") {
    bitmap const image = any_image(11, 7, 3, 1);
    CHECK(resize(image, 11, 7) == image);
    CHECK(resize(bitmap(image), 11, 7) == image);
}

TEST_CASE("an even image stays even at any size") {
    bitmap image(17, 23, 1);
    std::fill(image.pixels.begin(), image.pixels.end(), 255);
    for (index_t side : {1, 2, 16, 17, 40, 99}) {
        bitmap const to = resize(image, side, side);
        CHECK(std::all_of(to.pixels.begin(), to.pixels.end(), [](int p) { return p == 255; }));
    }
}

TEST_CASE("the weights of a resampling add up to one and stay inside the image") {
    for (index_t from : {1, 2, 3, 100, 257, 4000})
        for (index_t to : {1, 2, 3, 99, 256}) {
            resampling const filter(from, to);
            for (index_t i = 0; i < to; ++i) {
                index_t sum = 0;
                for (index_t k = 0; k < filter.width; ++k) sum += filter.weights[i * filter.width + k];
                CHECK(sum == 1 << resampling::bits);
                CHECK(filter.first[i] >= 0);
                CHECK(filter.first[i] + filter.width <= from);
            }
        }
}

TEST_CASE("an image cannot be resized to nothing, nor from nothing") {
    CHECK_THROWS_AS(resize(any_image(3, 3, 1, 1), 0, 3), error);
    CHECK_THROWS_AS(resize(bitmap(), 3, 3), error);
}
