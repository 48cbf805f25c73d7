#include <chrnn/caffe/layer_type.hpp>

#include <catch2/catch.hpp>

using chrnn::detail::caffe_layer_type;

TEST_CASE("the number of a layer's type has the word that Caffe's present files say") {
    CHECK(caffe_layer_type(0) == "None");
    CHECK(caffe_layer_type(4) == "Convolution"); // upgrade_proto.cpp: UpgradeV1LayerType
    CHECK(caffe_layer_type(14) == "InnerProduct");
    CHECK(caffe_layer_type(15) == "LRN");
    CHECK(caffe_layer_type(17) == "Pooling");
    CHECK(caffe_layer_type(18) == "ReLU");
    CHECK(caffe_layer_type(21) == "SoftmaxWithLoss");
    CHECK(caffe_layer_type(39) == "Deconvolution");
}
TEST_CASE("a number that Caffe does not know is written out") {
    CHECK(caffe_layer_type(40) == "type 40");
    CHECK(caffe_layer_type(-1) == "type -1");
}
TEST_CASE("a word of the first generation becomes that of today, and another stays") {
    CHECK(caffe_layer_type(std::string("innerproduct")) == "InnerProduct");
    CHECK(caffe_layer_type(std::string("conv")) == "Convolution");
    CHECK(caffe_layer_type(std::string("softmax_loss")) == "SoftmaxWithLoss");
    CHECK(caffe_layer_type(std::string("padding")) == "padding");
    CHECK(caffe_layer_type(std::string()).empty()); // types that the first generation lacked have no word there
}
