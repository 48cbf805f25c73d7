// expect: matmul takes two matrices, not the shapes 3x4 and 4
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
chrnn::tensor<float, chrnn::extents<4>> b;
auto c = chrnn::matmul(a, b);
