// expect: an expression of shape 3x4 cannot be assigned to the shape 1x4
#include <chrnn/backend/tensor.hpp>

void f(chrnn::tensor<float, chrnn::extents<1, 4>>& to, chrnn::tensor<float, chrnn::extents<3, 4>> const& from) {
    to = from * 2;
}
