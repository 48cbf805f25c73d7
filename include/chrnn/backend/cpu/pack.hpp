/// A pack: as many neighbouring numbers as a register holds, computed with together.
#pragma once

#include <chrnn/formula/simd_traits.hpp>

#include <chrnn/backend/cpu/eigen_core.hpp>

#include <limits>

#if defined(__NVCC__) // a kernel may be given packs, but is then run by the host only
#pragma nv_diagnostic push
#pragma nv_diag_suppress 20011
#pragma nv_diag_suppress 20014
#endif

namespace chrnn::CHRNN_ABI::detail {

/// A register of `T`; arithmetic and functions act on each of its numbers. Eigen supplies them for the instruction set
/// that the program is compiled for; its functions are right to 4 units in the last place and take numbers below the
/// least normal one as 0.
template <class T>
struct pack {
    using packet = typename Eigen::internal::packet_traits<T>::type;
    static constexpr index_t width = Eigen::internal::unpacket_traits<packet>::size;
    packet v;

    CHRNN_INLINE friend pack operator+(pack a, pack b) { return {Eigen::internal::padd(a.v, b.v)}; }
    CHRNN_INLINE friend pack operator-(pack a, pack b) { return {Eigen::internal::psub(a.v, b.v)}; }
    CHRNN_INLINE friend pack operator*(pack a, pack b) { return {Eigen::internal::pmul(a.v, b.v)}; }
    CHRNN_INLINE friend pack operator/(pack a, pack b) { return {Eigen::internal::pdiv(a.v, b.v)}; }
    CHRNN_INLINE friend pack operator-(pack a) { return {Eigen::internal::pnegate(a.v)}; }
    /// a b + c, rounded once where the processor can.
    CHRNN_INLINE friend pack multiply_add(pack a, pack b, pack c) { return {Eigen::internal::pmadd(a.v, b.v, c.v)}; }
    CHRNN_INLINE friend pack exp(pack a) { return {Eigen::internal::pexp(a.v)}; }
    CHRNN_INLINE friend pack log(pack a) { return {Eigen::internal::plog(a.v)}; }
    CHRNN_INLINE friend pack sqrt(pack a) { // Eigen's own is NaN at infinity
        return if_equal(a, infinity(), a, {Eigen::internal::psqrt(a.v)});
    }
    CHRNN_INLINE friend pack tanh(pack a) {
        if constexpr (std::is_same_v<T, float>) {
            return {Eigen::internal::ptanh(a.v)};
        } else { // Eigen has no packed tanh for double
            T each[width];
            Eigen::internal::pstoreu(each, a.v);
            for (T& x : each) x = std::tanh(x);
            return {Eigen::internal::ploadu<packet>(each)};
        }
    }
    CHRNN_INLINE friend pack logistic(pack a) {
        packet const one = Eigen::internal::pset1<packet>(T(1));
        return {Eigen::internal::pdiv(
            one, Eigen::internal::padd(one, Eigen::internal::pexp(Eigen::internal::pnegate(a.v))))};
    }
    CHRNN_INLINE friend pack rectified(pack a) { // of a NaN and a number Eigen's maximum is the first
        return {Eigen::internal::pmax(a.v, Eigen::internal::pset1<packet>(T(0)))};
    }
    CHRNN_INLINE friend pack reciprocal_sqrt(pack a) { return {Eigen::internal::prsqrt(a.v)}; }
    CHRNN_INLINE friend pack if_less(pack a, pack b, pack yes, pack no) {
        return {Eigen::internal::pselect(Eigen::internal::pcmp_lt(a.v, b.v), yes.v, no.v)};
    }
    CHRNN_INLINE friend pack if_equal(pack a, pack b, pack yes, pack no) {
        return {Eigen::internal::pselect(Eigen::internal::pcmp_eq(a.v, b.v), yes.v, no.v)};
    }

  private:
    CHRNN_INLINE static pack infinity() { return {Eigen::internal::pset1<packet>(std::numeric_limits<T>::infinity())}; }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

template <class T>
struct simd_traits<detail::pack<T>> {
    using scalar = T;
    static constexpr index_t width = detail::pack<T>::width;
    CHRNN_INLINE static detail::pack<T> load(T const* from) {
        return {Eigen::internal::ploadu<typename detail::pack<T>::packet>(from)};
    }
    CHRNN_INLINE static void store(T* to, detail::pack<T> value) { Eigen::internal::pstoreu(to, value.v); }
    CHRNN_INLINE static detail::pack<T> fill(T value) {
        return {Eigen::internal::pset1<typename detail::pack<T>::packet>(value)};
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes" // of a register as Eigen's template argument
/// Transposes the square of as many rows as a register holds numbers.
template <class T>
void transpose_square(T const* from, index_t from_stride, T* to, index_t to_stride) {
    constexpr index_t width = pack<T>::width;
    Eigen::internal::PacketBlock<typename pack<T>::packet, width> square;
    for (index_t i = 0; i < width; ++i) square.packet[i] = simd_traits<pack<T>>::load(from + i * from_stride).v;
    Eigen::internal::ptranspose(square);
    for (index_t i = 0; i < width; ++i) simd_traits<pack<T>>::store(to + i * to_stride, {square.packet[i]});
}
#pragma GCC diagnostic pop

} // namespace chrnn::CHRNN_ABI::detail

#if defined(__NVCC__)
#pragma nv_diagnostic pop
#endif
