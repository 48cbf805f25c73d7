// expect: chrnn: the host does not evaluate what lies on a device: assign it to a tensor on the device first
#include "fail/device.hpp"

#include <chrnn/tensor/window.hpp>

void f(chrnn::tensor<float, chrnn::extents<1, 2, 2, 3, 3>>& host,
       chrnn::tensor<float, chrnn::extents<16>, device> const& there) {
    host = chrnn::patches<chrnn::window{.kernel = 2}>(chrnn::reshape<chrnn::extents<1, 4, 4>>(there));
}
