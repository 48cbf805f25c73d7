// expect: chrnn: value takes an expression without axes, such as sum(x)
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
float b = chrnn::value(a);
