// expect: chrnn: the numbers of a tensor on a device cannot be read and written one by one
#include "fail/device.hpp"

auto f(chrnn::tensor<float, chrnn::extents<4>, device> const& there) { return there.span(); }
