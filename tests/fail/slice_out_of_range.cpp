// expect: a slice from 2 to 5 along axis 1 does not fit the shape 3x4
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
auto b = chrnn::slice_of<1, 2, 5>(a);
