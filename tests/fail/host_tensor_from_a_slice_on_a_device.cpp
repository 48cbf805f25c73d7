// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<2>>& host, chrnn::tensor<float, chrnn::extents<4>, device> const& there) {
    host = chrnn::slice_of<0, 1, 3>(there);
}
