/// The index type and the macro for forced inlining, on the host and, under nvcc, on the device.
#pragma once

#include <chrnn/base/abi.hpp>

#include <cstddef>

#if defined(__CUDACC__)
#define CHRNN_INLINE __host__ __device__ __forceinline__
#elif !defined(CHRNN_INLINE) // as tests/coverage does, which counts a function once, not in each of its callers
#define CHRNN_INLINE __attribute__((always_inline)) inline
#endif

namespace chrnn::CHRNN_ABI {

/// Extents, offsets and counts: signed, so that differences and descending loops mean what they say.
using index_t = std::ptrdiff_t;

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The least multiple of `step` that is not below `n`.
constexpr index_t round_up(index_t n, index_t step) { return (n + step - 1) / step * step; }

/// Every buffer, and every block inside one, begins at a multiple of this many bytes (a cache line, an AVX-512
/// register).
inline constexpr index_t alignment = 64;

} // namespace chrnn::CHRNN_ABI::detail
