/// Streaming stores: past the caches, for results that are larger than these and not read soon.
#pragma once

#include <chrnn/backend/cpu/pack.hpp>

#include <bit>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace chrnn::CHRNN_ABI::detail {

/// From this many bytes on a result is streamed: no core's own cache holds as much.
inline constexpr index_t streamed_bytes = index_t{16} << 20;

/// Stores a pack at `to`, aligned for it, past the caches where the processor can. `end_streaming` must follow before
/// another thread reads it.
template <class T>
CHRNN_INLINE void stream(T* to, pack<T> value) {
    [[maybe_unused]] auto* const into = reinterpret_cast<float*>(to);
#if defined(__AVX512F__) && !defined(__CUDA_ARCH__)
    if constexpr (sizeof(value) == 64) return _mm512_stream_ps(into, std::bit_cast<__m512>(value.v));
#endif
#if defined(__AVX__) && !defined(__CUDA_ARCH__)
    if constexpr (sizeof(value) == 32) return _mm256_stream_ps(into, std::bit_cast<__m256>(value.v));
#endif
#if defined(__SSE2__) && !defined(__CUDA_ARCH__)
    if constexpr (sizeof(value) == 16) return _mm_stream_ps(into, std::bit_cast<__m128>(value.v));
#endif
    simd_traits<pack<T>>::store(to, value);
}
inline void end_streaming() {
#if defined(__SSE2__) && !defined(__CUDA_ARCH__)
    _mm_sfence();
#endif
}

} // namespace chrnn::CHRNN_ABI::detail
