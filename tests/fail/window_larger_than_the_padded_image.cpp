// expect: a window of 5x5 is larger than the image 3x4x2 padded by 1
#include <chrnn/backend/tensor.hpp>
#include <chrnn/tensor/window.hpp>

chrnn::tensor<float, chrnn::extents<3, 4, 2>> a;
auto b = chrnn::patches<chrnn::window{.kernel = 5, .pad = 1}>(a);
