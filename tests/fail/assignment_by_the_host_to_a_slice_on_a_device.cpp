// expect: chrnn: assign computes where it writes: give it the backend in whose memory that lies
#include "fail/device.hpp"

void f(chrnn::tensor<float, chrnn::extents<4>, device>& there) {
    chrnn::assign(chrnn::slice_of<0, 0, 2>(there), chrnn::slice_of<0, 2, 4>(there));
}
