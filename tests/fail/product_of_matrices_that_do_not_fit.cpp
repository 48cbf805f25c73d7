// expect: matmul cannot multiply 3x4 by 3x5: the inner extents differ
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
chrnn::tensor<float, chrnn::extents<3, 5>> b;
auto c = chrnn::matmul(a, b);
