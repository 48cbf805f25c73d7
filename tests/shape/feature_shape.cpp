#include <chrnn/shape/convolution.hpp>
#include <chrnn/shape/feature_shape.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

static_assert(grid(6).regions() == 36 && grid(6).text().view() == "6" && !grid(6).single());
static_assert(grid(4, 6).regions() == 24 && grid(4, 6).text().view() == "4x6");
static_assert(grid(1).single() && !grid(1, 2).single() && !grid(2, 1).single() && grid(3) == grid(3, 3));

constexpr feature_shape maps(256, 13, 12);
static_assert(maps.size() == 256 * 13 * 12 && maps.rows() == 13 && maps.columns() == 12 && !maps.flat());
static_assert(maps.text().view() == "256x13x12");
static_assert(vector_shape(4096).flat() && vector_shape(4096).text().view() == "4096");
static_assert(!(maps == feature_shape(256, 12, 13)) && maps == feature_shape(256, grid(13, 12)));

constexpr feature_shape pyramid = [] {
    feature_shape all(256, grid(6));
    all.scales = 4;
    all.scale[1] = 3;
    all.scale[2] = grid(2, 1);
    all.scale[3] = 1;
    return all;
}();
static_assert(pyramid.size() == 256 * (36 + 9 + 2 + 1) && !pyramid.flat());
static_assert(pyramid.offset(0) == 0 && pyramid.offset(1) == 256 * 36 && pyramid.offset(3) == 256 * 47);
static_assert(pyramid.text().view() == "256x{6x6,3x3,2x1,1x1}");

static_assert(pyramid_shape(256, {6, 3, {2, 1}, 1}) == pyramid);
static_assert(pyramid_shape(4096, {1}) == vector_shape(4096) && pyramid_shape(3, {{4, 5}}) == feature_shape(3, 4, 5));
static_assert(pyramid_shape(2, {8, 7, 6, 5, 4, 3, 2, 1}).scales == detail::most_scales);
static_assert(pyramid_shape(2, {8, 7, 6, 5, 4, 3, 2, 1}).scale[7] == grid(1));
static_assert(!(pyramid_shape(2, {3, 2}) == pyramid_shape(2, {2, 3})));

TEST_CASE("a pyramid has one to eight scales") {
    CHECK(complaint([] { pyramid_shape(2, {}); }) == "a pyramid has 1 to 8 scales, not 0");
    CHECK(complaint([] { pyramid_shape(2, {9, 8, 7, 6, 5, 4, 3, 2, 1}); }) == "a pyramid has 1 to 8 scales, not 9");
}

TEST_CASE("a convolution has as many positions as its kernel has places") {
    for (index_t extent = 1; extent < 15; ++extent)
        for (index_t kernel = 1; kernel <= 5; ++kernel)
            for (index_t stride = 1; stride < 5; ++stride)
                for (index_t pad = 0; pad < 3; ++pad) {
                    if (kernel > extent + 2 * pad) continue;
                    index_t places = 0;
                    for (index_t begin = -pad; begin + kernel <= extent + pad; begin += stride) ++places;
                    convolution const tall{2, extent, 5, 3, kernel, stride, pad};
                    CHECK(tall.out_rows() == places);
                    convolution const wide{2, 5, extent, 3, kernel, stride, pad};
                    CHECK(wide.out_columns() == places);
                }
    convolution const c{3, 224, 224, 96, 7, 2, 1};
    CHECK(c.out_rows() == 110);
    CHECK(c.positions() == 110 * 110);
    CHECK(c.depth() == 3 * 7 * 7);
    CHECK(c.image_size() == 3 * 224 * 224);
    CHECK(c.output_size() == 96 * 110 * 110);
}
