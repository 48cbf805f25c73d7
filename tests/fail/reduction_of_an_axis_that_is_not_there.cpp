// expect: a reduction names an axis that the shape 3x4 does not have
#include <chrnn/backend/tensor.hpp>
#include <chrnn/tensor/reduce.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
auto b = chrnn::sum<2>(a);
