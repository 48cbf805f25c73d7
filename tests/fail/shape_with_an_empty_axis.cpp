// expect: chrnn: every extent of a shape is at least 1, and only the first may be `dynamic`
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<3, 0>> a;
