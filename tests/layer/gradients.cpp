#include "layer/gradient_of.hpp"

#include <chrnn/layer/average_pool.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/global_average_pool.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/lrn_within_channel.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>

using namespace chrnn;

TEST_CASE("the gradient of a convolution is right for kernels, strides and paddings on square and oblong images") {
    gradient_is_right<conv<4, 3>, feature_shape(2, 5, 5)>();
    gradient_is_right<conv<3, 1>, feature_shape(3, 4, 2)>();
    gradient_is_right<conv<3, 3, pad<1>>, feature_shape(2, 4, 7)>();
    gradient_is_right<conv<2, 3, stride<2>, pad<2>>, feature_shape(3, 7, 4)>(3);
    gradient_is_right<conv<5, 5, stride<3>>, feature_shape(1, 9, 11)>(1);
    gradient_is_right<conv<2, 2, stride<3>, pad<1>>, feature_shape(2, 6, 5)>(); // skips pixels
    gradient_is_right<conv<3, 4>, feature_shape(2, 4, 4)>();                    // a single position
}
TEST_CASE("the gradient of a convolution in groups, and of one whose kernel has gaps, is right") {
    gradient_is_right<conv<6, 3, groups<3>, pad<1>>, feature_shape(3, 4, 5)>();
    gradient_is_right<conv<4, 2, groups<2>, dilation<2>, stride<2>, without_bias>, feature_shape(4, 6, 5)>();
}
TEST_CASE("the gradient of average pooling is right with and without padding") {
    gradient_is_right<average_pool<3, stride<2>, pad<1>, rounded_up>, feature_shape(2, 6, 5)>();
    gradient_is_right<average_pool<2>, feature_shape(2, 4, 5)>();
}
TEST_CASE("the gradient of local response normalisation within channels is right") {
    gradient_is_right<lrn_within_channel<3, std::ratio<3>>, feature_shape(2, 3, 11)>();
    gradient_is_right<lrn_within_channel<5>, feature_shape(2, 7, 4)>();
}
TEST_CASE("the gradient of max pooling is right with and without windows that overlap or hang over the edge") {
    gradient_is_right<max_pool<2, stride<2>>, feature_shape(3, 4, 6)>();
    gradient_is_right<max_pool<3, stride<2>>, feature_shape(2, 8, 5)>();
    gradient_is_right<max_pool<3>, feature_shape(2, 5, 4)>();
    gradient_is_right<max_pool<2, stride<3>>, feature_shape(2, 8, 8)>(3);
    gradient_is_right<max_pool<3, stride<2>, pad<1>>, feature_shape(2, 6, 5)>();
}
TEST_CASE("the gradient of global average pooling is right") {
    gradient_is_right<global_average_pool, feature_shape(3, 4, 5)>();
    gradient_is_right<global_average_pool, vector_shape(4)>();
}
TEST_CASE("the gradient of a pyramid is right for any scales") {
    gradient_is_right<pyramid<6, 3, 2, 1>, feature_shape(2, 7, 7)>();
    gradient_is_right<pyramid<4, 3>, feature_shape(2, 5, 9)>();
    gradient_is_right<pyramid<grid(3, 5), grid(2, 4), grid(1, 2)>, feature_shape(3, 4, 6)>();
    gradient_is_right<pyramid<5, 4, 3, 2, 1>, feature_shape(1, 5, 5)>();
    gradient_is_right<pyramid<1>, feature_shape(3, 3, 2)>();
}
TEST_CASE("the gradient of local response normalisation is right for more channels than it looks at, and for fewer") {
    gradient_is_right<lrn<5>, feature_shape(9, 3, 4)>();
    gradient_is_right<lrn<5>, feature_shape(2, 2, 2)>();
    gradient_is_right<lrn<3>, feature_shape(7, 1, 5)>();
}
TEST_CASE("the gradient of the rectifier is right on images and on vectors") {
    gradient_is_right<rectifier, feature_shape(3, 3, 5)>();
    gradient_is_right<rectifier, feature_shape(37, 1, 1)>();
}
TEST_CASE("the gradient of dropout is right while it drops") {
    gradient_is_right<dropout<0.5>, feature_shape(7, 3, 3)>();
    gradient_is_right<dropout<0.0>, vector_shape(9)>();
    gradient_is_right<dropout<0.9>, vector_shape(101)>(3, 303);
}
TEST_CASE("the gradient of a dense layer is right") {
    gradient_is_right<dense<6>, vector_shape(11)>(5);
    gradient_is_right<dense<4>, feature_shape(3, 2, 3)>();
    gradient_is_right<dense<1>, vector_shape(1)>(1);
    gradient_is_right<dense<19>, vector_shape(23)>(2);
}
