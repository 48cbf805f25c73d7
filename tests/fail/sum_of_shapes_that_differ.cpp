// expect: the shapes 3x4 and 2x4 do not fit together: from the last axis on, extents must be equal or 1
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
chrnn::tensor<float, chrnn::extents<2, 4>> b;
auto c = a + b;
