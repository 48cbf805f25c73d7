#include "torch/agreement.hpp"

#include <chrnn/network/torchvision_alexnet.hpp>

using namespace chrnn;

TEST_CASE("AlexNet from torchvision's state dict computes what torchvision does") {
    agrees_with_torchvision<detail::alexnet_column<127, 32, 10>, "alexnet", "fc8">();
}
