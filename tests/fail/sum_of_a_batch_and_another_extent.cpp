// expect: the shapes nx3 and 2x3 do not fit together: from the last axis on, extents must be equal or 1
// expect: , and n, known at run time, comes first and equals only n
#include <chrnn/backend/tensor.hpp>

chrnn::tensor<float, chrnn::extents<chrnn::dynamic, 3>> a(2);
chrnn::tensor<float, chrnn::extents<2, 3>> b;
auto c = a + b;
