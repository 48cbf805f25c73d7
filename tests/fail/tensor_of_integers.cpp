// expect: chrnn: a tensor holds float or double
#include <chrnn/chrnn.hpp>

chrnn::tensor<int, chrnn::extents<3>> counts;
