/// Eigen's core for the host, with the warnings silenced that g++ 12 gives inside its own AVX-512 intrinsics.
#pragma once

#include <chrnn/base/abi.hpp>

#if defined(__CUDACC__) && !defined(EIGEN_NO_CUDA)
#define EIGEN_NO_CUDA
#endif
#if defined(__CUDA_ARCH__) && !defined(EIGEN_DONT_VECTORIZE) // nvcc reads host code for the device too, which knows no
#define EIGEN_DONT_VECTORIZE                                 // registers of the host
#endif

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#include <Eigen/Core>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#if !defined(__CUDA_ARCH__)
namespace chrnn::CHRNN_ABI::detail {

static_assert(register_bytes::CHRNN_ISA == register_bytes{} ||
                  sizeof(Eigen::internal::packet_traits<float>::type) == static_cast<int>(register_bytes::CHRNN_ISA),
              "chrnn: Eigen does not use the registers that this file's first header of chrnn has found: include Eigen "
              "before all headers of chrnn, or define its macros on the command line");

} // namespace chrnn::CHRNN_ABI::detail
#endif
