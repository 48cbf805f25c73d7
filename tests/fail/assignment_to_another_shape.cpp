// expect: the shapes 4x3 and 3x4 do not fit together
#include <chrnn/backend/tensor.hpp>

void f(chrnn::tensor<float, chrnn::extents<4, 3>>& to, chrnn::tensor<float, chrnn::extents<3, 4>> const& from) {
    to = from;
}
