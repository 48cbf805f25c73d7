// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<3, 2>>& host,
       chrnn::tensor<float, chrnn::extents<2, 3>, device> const& there) {
    host = chrnn::transpose(chrnn::reshape<chrnn::extents<2, 3>>(there));
}
