// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

#include <chrnn/tensor/reduce.hpp>

void f(chrnn::tensor<float, chrnn::extents<2>>& host, chrnn::tensor<float, chrnn::extents<6>, device> const& there) {
    host = chrnn::sum<1>(chrnn::reshape<chrnn::extents<2, 3>>(there));
}
