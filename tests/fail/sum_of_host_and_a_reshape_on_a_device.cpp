// expect: chrnn: an expression does not reach across host and device: assign its tensors to one side first
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<4>>& host, chrnn::tensor<float, chrnn::extents<2, 2>, device> const& there) {
    host += chrnn::reshape<chrnn::extents<4>>(there);
}
