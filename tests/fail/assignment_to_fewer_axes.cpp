// expect: an expression of shape 1x4 cannot be assigned to the shape 4
#include <chrnn/backend/tensor.hpp>

void f(chrnn::tensor<float, chrnn::extents<4>>& to, chrnn::tensor<float, chrnn::extents<1, 4>> const& from) {
    to = from;
}
