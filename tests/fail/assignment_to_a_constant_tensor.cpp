// expect: chrnn: assign writes to a view, or to a slice or permutation of one
#include <chrnn/backend/tensor.hpp>

void f(chrnn::tensor<float, chrnn::extents<4>> const& x) { chrnn::assign(chrnn::flip<0>(x), x * 2); }
