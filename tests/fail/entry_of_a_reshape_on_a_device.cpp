// expect: chrnn: the numbers of a tensor on a device cannot be read and written one by one
#include "fail/device.hpp"

float f(chrnn::tensor<float, chrnn::extents<4>, device> const& there) {
    return chrnn::reshape<chrnn::extents<2, 2>>(there)(1, 1);
}
