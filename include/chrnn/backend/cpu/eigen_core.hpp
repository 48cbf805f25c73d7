/// Eigen's core for the host, with the warnings silenced that g++ 12 gives inside its own AVX-512 intrinsics.
#pragma once

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
