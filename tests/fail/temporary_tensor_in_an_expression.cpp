// expect: an expression cannot hold a temporary tensor (3x4): give it a name first
#include <chrnn/backend/tensor.hpp>

using matrix = chrnn::tensor<float, chrnn::extents<3, 4>>;
matrix make();
matrix a;
auto b = a + make();
