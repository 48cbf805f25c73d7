// expect: chrnn: an expression does not reach across host and device: assign its tensors to one side first
#include "fail/device.hpp"

auto f(chrnn::tensor<float, chrnn::extents<2, 2>, device> const& there,
       chrnn::tensor<float, chrnn::extents<2, 2>> const& host) {
    return chrnn::matmul(host, there);
}
