// expect: transpose takes a matrix, not the shape 2x3x4
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<2, 3, 4>> a;
auto b = chrnn::transpose(a);
