// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<6>>& host, chrnn::tensor<float, chrnn::extents<2, 3>, device> const& there) {
    host = chrnn::reshape<chrnn::extents<6>>(there);
}
