// That a device's backend (backend/cuda/cuda.hpp) does what every backend must.
#include "backend/conformance.hpp"

#include <chrnn/cuda.hpp>

using namespace chrnn;

TEMPLATE_TEST_CASE("the CUDA backend conforms", "", float, double) { conforms<gpu, TestType>(); }
TEMPLATE_TEST_CASE("the CUDA backend without cuDNN conforms", "", float, double) {
    conforms<gpu_without_cudnn, TestType>();
}
