// expect: chrnn: a device does not evaluate what lies on the host: assign it to a tensor on the device first
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<4>, device>& there, chrnn::tensor<float, chrnn::extents<2, 2>> const& host) {
    there = chrnn::reshape<chrnn::extents<4>>(host) * 2;
}
