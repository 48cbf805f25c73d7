// expect: a window of 3x3 with stride 0 and pad 0 makes no sense
#include <chrnn/backend/tensor.hpp>
#include <chrnn/tensor/window.hpp>

chrnn::tensor<float, chrnn::extents<3, 4, 4>> a;
auto b = chrnn::patches<chrnn::window{.kernel = 3, .stride = 0}>(a);
