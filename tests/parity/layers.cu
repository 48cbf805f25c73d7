#include "parity/agreement.hpp"

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("convolutions agree") {
    layer_agrees<conv<5, 3, pad<1>>, feature_shape(3, 9, 8)>();
    layer_agrees<conv<4, 5, stride<2>, pad<2>>, feature_shape(3, 12, 11)>();
    layer_agrees<conv<3, 7, stride<3>>, feature_shape(2, 16, 13)>();
    layer_agrees<conv<6, 1>, feature_shape(4, 3, 3)>();
}
TEST_CASE("convolutions by patches agree") {
    layer_agrees<conv<5, 3, pad<1>>, feature_shape(3, 9, 8), cuda_without_cudnn>();
    layer_agrees<conv<4, 5, stride<2>, pad<2>>, feature_shape(3, 12, 11), cuda_without_cudnn>();
    layer_agrees<conv<3, 7, stride<3>>, feature_shape(2, 16, 13), cuda_without_cudnn>();
}
TEST_CASE("max pooling agrees, with windows that hang over the edge") {
    layer_agrees<max_pool<3, stride<2>>, feature_shape(5, 12, 9)>();
    layer_agrees<max_pool<2, stride<3>>, feature_shape(3, 8, 7)>();
}
TEST_CASE("pyramids agree") {
    layer_agrees<pyramid<6, 3, 2, 1>, feature_shape(5, 13, 13)>();
    layer_agrees<pyramid<grid(4, 5), grid(3, 2)>, feature_shape(3, 7, 11)>();
}
TEST_CASE("local response normalisation agrees") {
    layer_agrees<lrn<5>, feature_shape(9, 6, 5)>();
    layer_agrees<lrn<3>, feature_shape(2, 4, 7)>();
}
TEST_CASE("ReLU, normalisation and pooling in one pass agree") {
    layer_agrees<relu_lrn_pool<5, 3, stride<2>>, feature_shape(9, 12, 9)>();
    layer_agrees<relu_lrn_pool<3, 2, stride<3>>, feature_shape(4, 8, 7)>();
    layer_agrees<relu_lrn_pool<5, 3, stride<2>>, feature_shape(6, 55, 55)>(); // several blocks of rows
}
TEST_CASE("batch normalisation agrees") {
    layer_agrees<batch_normalisation, feature_shape(5, 4, 3)>();
    layer_agrees<batch_normalisation, vector_shape(9)>();
}
TEST_CASE("the rectifier agrees") { layer_agrees<rectifier, feature_shape(4, 5, 3)>(); }
TEST_CASE("dropout drops the same numbers") { layer_agrees<dropout<0.4>, feature_shape(7, 5, 3)>(); }
TEST_CASE("dense layers agree") {
    layer_agrees<dense<7>, feature_shape(5, 3, 2)>();
    layer_agrees<dense<130>, vector_shape(65)>();
}

TEST_CASE("softmax and its cross-entropy agree") {
    struct classifier : network<input<4, 2, 2>, dense<11>, softmax_cross_entropy> {};
    agrees<classifier, float>(5, 8);
    agrees<classifier, double>(8, 8);
}
