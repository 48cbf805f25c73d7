// expect: an expression cannot hold a temporary tensor (3x4): give it a name first
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 4>> a;
auto b = chrnn::transpose(std::move(a));
