#include "parity/agreement.hpp"

using namespace chrnn;
using namespace chrnn::detail;

// Layers of a kind stand behind one another in one network: each more costs nvcc seconds.

TEST_CASE("convolutions agree") {
    using stack = sequence<conv<3, 7, stride<3>>, conv<5, 3, pad<1>>, conv<4, 5, stride<2>, pad<2>>, conv<6, 1>>;
    layer_agrees<stack, feature_shape(2, 28, 25)>();
}
TEST_CASE("convolutions in groups and with gaps in their kernels agree, by cuDNN and by patches") {
    using stack = sequence<conv<6, 3, groups<2>, dilation<2>>, conv<9, 3, pad<2>, groups<3>, stride<2>>>;
    layer_agrees<stack, feature_shape(4, 11, 12)>();
    layer_agrees<stack, feature_shape(4, 11, 12), gpu_without_cudnn>();
}
TEST_CASE("convolutions by patches agree") {
    using stack = sequence<conv<3, 7, stride<3>>, conv<5, 3, pad<1>>, conv<4, 5, stride<2>, pad<2>>>;
    layer_agrees<stack, feature_shape(2, 28, 25), gpu_without_cudnn>();
}
TEST_CASE("max pooling agrees, with windows that hang over the edge") {
    layer_agrees<sequence<max_pool<3, stride<2>>, max_pool<2, stride<3>>>, feature_shape(5, 12, 9)>();
}
TEST_CASE("max pooling of padded images and global average pooling agree") {
    layer_agrees<sequence<max_pool<3, stride<2>, pad<1>>, global_average_pool>, feature_shape(5, 12, 9)>();
}
TEST_CASE("average pooling agrees, with padding and with windows that hang over the edge") {
    using stack = sequence<average_pool<3, stride<2>, pad<1>, rounded_up>, average_pool<2, rounded_down>,
                           average_pool<2, stride<3>>>;
    layer_agrees<stack, feature_shape(5, 12, 9)>();
}
TEST_CASE("pyramids agree") {
    layer_agrees<pyramid<6, 3, 2, 1>, feature_shape(5, 13, 13)>();
    layer_agrees<pyramid<grid(4, 5), grid(3, 2)>, feature_shape(3, 7, 11)>();
}
TEST_CASE("local response normalisation agrees") { layer_agrees<sequence<lrn<5>, lrn<3>>, feature_shape(9, 6, 5)>(); }
TEST_CASE("local response normalisation within channels agrees") {
    using strong = std::ratio<3, 2>;
    layer_agrees<sequence<lrn_within_channel<3, strong>, lrn_within_channel<5>>, feature_shape(3, 6, 21)>();
}
TEST_CASE("ReLU, normalisation and pooling in one pass agree") { // the first in several blocks of rows
    layer_agrees<sequence<relu_lrn_pool<5, 3, stride<2>>, relu_lrn_pool<3, 2, stride<3>>>, feature_shape(6, 55, 50)>();
}
TEST_CASE("batch normalisation agrees") {
    layer_agrees<sequence<batch_normalisation, dense<9>, rectifier, batch_normalisation>, feature_shape(5, 4, 3)>();
}
TEST_CASE("dense layers, the rectifier and dropout agree, which drops the same numbers") {
    layer_agrees<sequence<dense<7>, rectifier, dropout<0.4>, dense<130>>, feature_shape(5, 3, 2)>();
}

TEST_CASE("softmax and its cross-entropy agree") {
    struct classifier : network<input<4, 2, 2>, dense<11>, softmax_cross_entropy> {};
    agrees<classifier, float>(5, 8);
    agrees<classifier, double>(8, 8);
}
