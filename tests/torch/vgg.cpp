#include "torch/agreement.hpp"

#include <chrnn/network/vgg.hpp>

using namespace chrnn;

TEST_CASE("VGG-11 with batch normalisation from torchvision's state dict computes what torchvision does") {
    agrees_with_torchvision<detail::vgg<64, 32, 10, true, 1, 1, 2, 2, 2>, "vgg11_bn", "fc11">();
}
