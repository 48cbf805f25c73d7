// expect: Eigen does not use the registers that this file's first header of chrnn has found
#include <chrnn/base/abi.hpp>

#define EIGEN_DONT_VECTORIZE
#include <chrnn/backend/cpu/eigen_core.hpp>
