// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<2, 2>>& host,
       chrnn::tensor<float, chrnn::extents<2, 2>, device> const& there) {
    host = chrnn::matmul(there, there);
}
