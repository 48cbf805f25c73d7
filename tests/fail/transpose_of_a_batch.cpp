// expect: a permutation of the shape nx3 leaves its run-time extent first
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<chrnn::dynamic, 3>> a(2);
auto b = chrnn::transpose(a);
