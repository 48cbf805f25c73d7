// expect: the shape 2x3 cannot be repeated to 1x3
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<2, 3>> a;
auto b = chrnn::broadcast_to<chrnn::extents<1, 3>>(a);
