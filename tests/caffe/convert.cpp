#include "io/complaint.hpp"

#include <chrnn/caffe/convert.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;
using Catch::EndsWith;

TEST_CASE("the channels of weights and of a mean are reversed") {
    CHECK(channels_reversed({{2, 3, 1, 2}, {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6}}) ==
          caffe_blob{{2, 3, 1, 2}, {5, 6, 3, 4, 1, 2, -5, -6, -3, -4, -1, -2}});
    CHECK(channels_reversed({{3, 1, 1}, {1, 2, 3}}) == caffe_blob{{3, 1, 1}, {3, 2, 1}});
    CHECK(channels_reversed({{0, 3, 1, 1}, {}}) == caffe_blob{{0, 3, 1, 1}, {}});
    CHECK_THAT(complaint([] {
                   channels_reversed({{3, 1}, {1, 2, 3}});
               }),
               EndsWith("a blob of shape [3, 1] has no three colours to be reversed"));
    CHECK_THAT(complaint([] { channels_reversed({{1, 4, 1, 1}, {1, 2, 3, 4}}); }), Contains("no three colours"));
}

TEST_CASE("every number of a blob is scaled") {
    CHECK(scaled({{1, 3}, {1, -2, 0.5f}}, 64) == caffe_blob{{1, 3}, {64, -128, 32}});
}

TEST_CASE("a grouped convolution's weights get zeros outside of their groups") {
    CHECK(ungrouped({{2, 1, 1, 2}, {1, 2, 3, 4}}, 2) == caffe_blob{{2, 2, 1, 2}, {1, 2, 0, 0, 0, 0, 3, 4}});
    CHECK(ungrouped({{4, 1, 1, 1}, {1, 2, 3, 4}}, 2) == caffe_blob{{4, 2, 1, 1}, {1, 0, 2, 0, 0, 3, 0, 4}});
    CHECK(ungrouped({{2, 1, 1, 2}, {1, 2, 3, 4}}, 1) == caffe_blob{{2, 1, 1, 2}, {1, 2, 3, 4}});
    for (index_t groups : {index_t{0}, index_t{-1}, index_t{3}, index_t{1} << 40})
        CHECK_THAT(complaint([&] {
                       ungrouped({{4, 1, 1, 1}, {1, 2, 3, 4}}, groups);
                   }),
                   Contains("are none of a convolution in"));
    CHECK_THAT(complaint([] { ungrouped({{4, 1}, {1, 2, 3, 4}}, 2); }), Contains("are none of a convolution in 2"));
    CHECK_THAT(complaint([] {
                   ungrouped({{index_t{1} << 40, index_t{1} << 40, 0, 1}, {}}, 2);
               }),
               Contains("are none of a convolution in 2"));
    index_t const wide = 1 << 15;
    CHECK_THAT(complaint([&] {
                   ungrouped({{wide, 1, 1, 1}, std::vector<float>(wide)}, wide);
               }),
               Contains("are too many for 32768 groups"));
}

TEST_CASE("all convolutions of a model lose their groups") {
    caffe_model const from{"net",
                           {{"a", "Convolution", 2, {{{2, 1, 1, 1}, {1, 2}}, {{2}, {5, 6}}}},
                            {"b", "Convolution", 1, {{{1, 2, 1, 1}, {3, 4}}}},
                            {"c", "Convolution", 2, {}}}};
    caffe_model const all = ungrouped(from);
    CHECK(all.layers[0].blobs == std::vector<caffe_blob>{{{2, 2, 1, 1}, {1, 0, 0, 2}}, {{2}, {5, 6}}});
    CHECK(all.layers[0].groups == 1);
    CHECK(all.layers[1].blobs == from.layers[1].blobs);

    auto const channel_a_group = [](index_t n) {
        return caffe_layer{"a", "Convolution", n, {{{n, 1, 1, 1}, std::vector<float>(static_cast<std::size_t>(n))}}};
    };
    caffe_model const large{"net", {channel_a_group(1 << 10), channel_a_group(1 << 14)}};
    CHECK_THAT(complaint([&] { ungrouped(large); }), Contains("[16384, 1, 1, 1] are too many for 16384 groups"));
}

TEST_CASE("the columns behind a pyramid are brought into another order of scales") {
    caffe_blob const coarse_to_fine{{2, 10},
                                    {1, 2, 11, 12, 13, 14, 21, 22, 23, 24, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10}};
    caffe_blob const fine_to_coarse{{2, 10},
                                    {11, 12, 13, 14, 21, 22, 23, 24, 1, 2, -3, -4, -5, -6, -7, -8, -9, -10, -1, -2}};
    CHECK(scales_reordered(coarse_to_fine, {1, 2}, {2, 1}) == fine_to_coarse);
    CHECK(scales_reordered(fine_to_coarse, {2, 1}, {1, 2}) == coarse_to_fine);
    CHECK(scales_reordered({{1, 3}, {1, 2, 3}}, {grid(1, 2), 1}, {1, grid(1, 2)}) == caffe_blob{{1, 3}, {3, 1, 2}});

    CHECK_THAT(complaint([&] { scales_reordered(coarse_to_fine, {1, 2}, {3, 1}); }), Contains("order of other scales"));
    CHECK_THAT(complaint([&] { scales_reordered(coarse_to_fine, {1, 2}, {1}); }), Contains("order of other scales"));
    CHECK_THAT(complaint([&] { scales_reordered(coarse_to_fine, {1, 1}, {1, 1}); }), Contains("stands twice"));
    CHECK_THAT(complaint([&] {
                   scales_reordered(coarse_to_fine, {1, 3, 2}, {3, 2, 1});
               }),
               EndsWith("its columns are not those of a pyramid of 14 regions"));
    CHECK_THAT(complaint([&] { scales_reordered(coarse_to_fine, {}, {}); }), Contains("a pyramid of 0 regions"));
    CHECK_THAT(complaint([&] { scales_reordered({{}, {1}}, {1}, {1}); }), Contains("are not those of a pyramid"));
}

TEST_CASE("a blob that has not as many numbers as its shape says is refused") {
    caffe_blob const wrong{{1, 3, 1, 1}, {1, 2}};
    CHECK_THAT(complaint([&] { channels_reversed(wrong); }), Contains("do not make the shape [1, 3, 1, 1]"));
    CHECK_THAT(complaint([&] { ungrouped(wrong, 1); }), Contains("do not make the shape"));
    CHECK_THAT(complaint([&] { scales_reordered(wrong, {1}, {1}); }), Contains("do not make the shape"));
}
