#include "torch/agreement.hpp"

#include <chrnn/network/resnet.hpp>

using namespace chrnn;

TEST_CASE("ResNet-18 from torchvision's state dict computes what torchvision does") {
    agrees_with_torchvision<detail::resnet<64, 10, 2, 2, 2, 2>, "resnet18", "fc21">();
}
