/// chrnn on CUDA devices, beside all of chrnn.hpp: `model<net, gpu>`. For files that nvcc compiles, as C++20 with
/// --expt-relaxed-constexpr. With CHRNN_CUDNN, which the target chrnn::cuda defines where cuDNN is found, cuDNN
/// convolves.
#pragma once

#include <chrnn/backend/cuda/cuda.hpp>
#include <chrnn/backend/cuda/patch_convolutions.hpp>
#include <chrnn/chrnn.hpp>

#if defined(CHRNN_CUDNN)
#include <chrnn/backend/cuda/cudnn.hpp>
#endif

#if defined(__CUDACC__)

namespace chrnn::CHRNN_ABI::detail {

#if defined(CHRNN_CUDNN)
using device_convolutions = cudnn_convolutions;
#else
using device_convolutions = patch_convolutions;
#endif

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Products and convolutions of floats in float.
using gpu = detail::cuda_backend<detail::arithmetic::float32, detail::device_convolutions>;
/// Their factors rounded to TF32.
using gpu_tf32 = detail::cuda_backend<detail::arithmetic::tf32, detail::device_convolutions>;
/// The factors of products rounded to bfloat16, as `cpu_bf16` rounds them; those of convolutions by cuDNN to TF32.
using gpu_bf16 = detail::cuda_backend<detail::arithmetic::bf16, detail::device_convolutions>;
/// Convolutions by patches and products in any case.
using gpu_without_cudnn = detail::cuda_backend<detail::arithmetic::float32, detail::patch_convolutions>;

} // namespace chrnn::CHRNN_ABI

#endif
