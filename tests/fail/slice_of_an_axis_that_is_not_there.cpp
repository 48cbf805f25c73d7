// expect: a slice along axis 2 does not fit the shape 3x4
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
auto b = chrnn::slice_of<2, 0, 1>(a);
