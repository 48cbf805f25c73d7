/// The tag of the binary interface: a namespace inside of `chrnn`, named after the instruction set that a file is
/// compiled for, so that files of one program with different -m flags never take each other's code.
#pragma once

// What decides is Eigen, which has the registers: what it has found if it is here already, else what it will find. The
// device's pass of nvcc, for which Eigen is told to use no registers, gives the host's names: kernels go by them.
#if defined(EIGEN_CORE_H) && !(defined(__CUDA_ARCH__) && defined(EIGEN_NO_CUDA))
#if defined(EIGEN_VECTORIZE_AVX512)
#define CHRNN_ISA for_avx512
#elif defined(EIGEN_VECTORIZE_AVX2) && defined(EIGEN_VECTORIZE_FMA)
#define CHRNN_ISA for_avx2_fma
#elif defined(EIGEN_VECTORIZE_AVX2)
#define CHRNN_ISA for_avx2
#elif defined(EIGEN_VECTORIZE_AVX) && defined(EIGEN_VECTORIZE_FMA)
#define CHRNN_ISA for_avx_fma
#elif defined(EIGEN_VECTORIZE_AVX)
#define CHRNN_ISA for_avx
#elif defined(EIGEN_VECTORIZE_SSE4_1)
#define CHRNN_ISA for_sse4
#elif defined(EIGEN_VECTORIZE_SSE2)
#define CHRNN_ISA for_sse2
#elif defined(EIGEN_VECTORIZE_NEON)
#define CHRNN_ISA for_neon
#elif defined(EIGEN_VECTORIZE)
#define CHRNN_ISA for_others
#else
#define CHRNN_ISA for_scalars
#endif
#else
#if defined(EIGEN_MAX_ALIGN_BYTES)
#define CHRNN_EIGEN_ALIGNS EIGEN_MAX_ALIGN_BYTES
#else
#define CHRNN_EIGEN_ALIGNS 1
#endif
#if defined(EIGEN_DONT_VECTORIZE) || defined(EIGEN_DONT_ALIGN) || CHRNN_EIGEN_ALIGNS == 0
#define CHRNN_ISA for_scalars
#elif defined(__AVX512F__)
#define CHRNN_ISA for_avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define CHRNN_ISA for_avx2_fma
#elif defined(__AVX2__)
#define CHRNN_ISA for_avx2
#elif defined(__AVX__) && defined(__FMA__)
#define CHRNN_ISA for_avx_fma
#elif defined(__AVX__)
#define CHRNN_ISA for_avx
#elif defined(__SSE4_1__)
#define CHRNN_ISA for_sse4
#elif defined(__SSE2__)
#define CHRNN_ISA for_sse2
#elif defined(__VSX__) || defined(__ALTIVEC__)
#define CHRNN_ISA for_others
#elif (defined(__ARM_NEON) || defined(__ARM_NEON__)) && !defined(EIGEN_ARM64_USE_SVE)
#define CHRNN_ISA for_neon
#elif defined(__ARM_FEATURE_SVE) || (defined(__s390x__) && defined(__VEC__)) || defined(__mips_msa)
#define CHRNN_ISA for_others
#else
#define CHRNN_ISA for_scalars
#endif
#undef CHRNN_EIGEN_ALIGNS
#endif

/// What stands after `namespace chrnn::` in every header. The word inline is in the macro because clang-format 14
/// cannot compare a name of two words with the comment at its namespace's end.
#define CHRNN_ABI inline CHRNN_ISA

namespace chrnn::CHRNN_ABI::detail {

/// Bytes of a register of floats for each tag; 0 where that is not known.
enum class register_bytes {
    for_avx512 = 64,
    for_avx2_fma = 32,
    for_avx2 = 32,
    for_avx_fma = 32,
    for_avx = 32,
    for_sse4 = 16,
    for_sse2 = 16,
    for_neon = 16,
    for_others = 0,
    for_scalars = sizeof(float)
};

} // namespace chrnn::CHRNN_ABI::detail
