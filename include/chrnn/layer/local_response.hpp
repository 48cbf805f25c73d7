/// The local response: the equations of normalisation at one number (Krizhevsky et al., NIPS 2012).
#pragma once

#include <chrnn/formula/simd_traits.hpp>

#include <ratio>

namespace chrnn::CHRNN_ABI::detail {

/// y = x / s^0.75 with s = 1 + `Alpha` / `Numbers` times the sum of x^2 over the numbers around.
template <class Alpha, index_t Numbers, class V>
struct normalised_response {
    using scalar = typename simd_traits<V>::scalar;
    static constexpr double alpha = static_cast<double>(Alpha::num) / static_cast<double>(Alpha::den);

    V x, r; ///< r = s^-0.5, from which all powers are made without a division

    CHRNN_INLINE normalised_response(V number, V squares)
        : x(number), r(reciprocal_sqrt(simd_traits<V>::fill(1) +
                                       simd_traits<V>::fill(static_cast<scalar>(alpha / Numbers)) * squares)) {}

    CHRNN_INLINE V y() const { return x * factor(); }
    /// dx = passed(dy) - taken(x, the sum of shared(dy) over the numbers around).
    CHRNN_INLINE V passed(V dy) const { return dy * factor(); }
    CHRNN_INLINE V shared(V dy) const { return dy * y() * r * r; }
    CHRNN_INLINE static V taken(V x, V shares) {
        return simd_traits<V>::fill(static_cast<scalar>(1.5 * alpha / Numbers)) * x * shares;
    }

  private:
    CHRNN_INLINE V factor() const { return r * r * reciprocal_sqrt(r); } ///< s^-0.75
};

/// That of the `Channels` channels around, fewer at the first and last of `Depth` channels. Planes are counted through
/// all samples: the channel of one is plane % `Depth`.
template <index_t Channels, index_t Depth, class V>
struct local_response : normalised_response<std::ratio<1, 10'000>, Channels, V> {
    static constexpr index_t reach = Channels / 2;
    using normalised_response<std::ratio<1, 10'000>, Channels, V>::normalised_response;

    /// That of `plane`, where `of(plane)` are the numbers.
    template <class Of>
    CHRNN_INLINE static local_response at(index_t plane, Of const& of) {
        V const squares = around(plane, [&](index_t other) {
            V const a = of(other);
            return a * a;
        });
        return {of(plane), squares};
    }
    /// The sum of `of(plane)` over the channels around that of `plane`.
    template <class Of>
    CHRNN_INLINE static V around(index_t plane, Of const& of) {
        index_t const channel = plane % Depth;
        V sum = simd_traits<V>::fill(0);
        if (reach <= channel && channel + reach < Depth)
            for (index_t j = -reach; j <= reach; ++j) sum = sum + of(plane + j); // in as many steps as the type says
        else
            for (index_t j = -reach; j <= reach; ++j)
                if (0 <= channel + j && channel + j < Depth) sum = sum + of(plane + j);
        return sum;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
