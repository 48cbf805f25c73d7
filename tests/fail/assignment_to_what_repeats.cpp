// expect: chrnn: assign writes to a view, or to a slice or permutation of one
#include <chrnn/backend/tensor.hpp>

void f(chrnn::tensor<float, chrnn::extents<4>>& x) {
    chrnn::assign(chrnn::broadcast_to<chrnn::extents<3, 4>>(x), chrnn::detail::constant<float>(1));
}
