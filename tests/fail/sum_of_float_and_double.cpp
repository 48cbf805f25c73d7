// expect: chrnn: the operands of an expression differ in scalar type
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3>> a;
chrnn::tensor<double, chrnn::extents<3>> b;
auto c = a + b;
