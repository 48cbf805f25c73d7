// expect: chrnn: an expression does not reach across host and device: assign its tensors to one side first
#include "fail/device.hpp"

auto f(chrnn::tensor<float, chrnn::extents<4>, device> const& there,
       chrnn::tensor<float, chrnn::extents<4>> const& host) {
    return host + there;
}
