// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

float f(chrnn::tensor<float, chrnn::extents<1>, device> const& there) {
    return chrnn::value(chrnn::reshape<chrnn::extents<>>(there));
}
