// expect: the shape 3x4 cannot be reshaped to 5x2
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
auto b = chrnn::reshape<chrnn::extents<5, 2>>(a);
