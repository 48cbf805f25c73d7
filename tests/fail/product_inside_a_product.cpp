// expect: chrnn: a product inside a product would be computed again for every entry: give it a name first
#include <chrnn/chrnn.hpp>

using namespace chrnn;

tensor<float, extents<3, 3>> a;
auto const cubed = matmul(matmul(a, a), a);
