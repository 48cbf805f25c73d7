// expect: a permutation of the shape 2x3x4 names each of its 3 axes once, from 0 on
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<2, 3, 4>> a;
auto b = chrnn::permute<0, 1, 1>(a);
