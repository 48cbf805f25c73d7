/// Adam and AdamW.
#pragma once

#include <chrnn/train/rule.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The moments of the gradient, which Adam and those after it follow: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2.
template <class T>
struct gradient_moments {
    T new_first, old_second, new_second; ///< 1 - b1, b2, 1 - b2

    gradient_moments(double b1, double b2)
        : new_first(static_cast<T>(1 - b1)), old_second(static_cast<T>(b2)), new_second(static_cast<T>(1 - b2)) {}

    template <class V>
    CHRNN_INLINE void follow(V g, V& m, V& v) const {
        auto const fill = [](T x) { return simd_traits<V>::fill(x); };
        m = m + fill(new_first) * (g - m);
        v = fill(old_second) * v + fill(new_second) * (g * g);
    }
};

/// w = w - rate m' / (sqrt(v') + epsilon) with m' = m / (1 - b1^t), v' = v / (1 - b2^t); the decay is part of the
/// gradient (Kingma and Ba, ICLR 2015), or with `Decoupled` takes rate * weight_decay * w from w (Loshchilov and
/// Hutter, ICLR 2019).
template <bool Decoupled>
struct adam_rule {
    static constexpr std::string_view name = Decoupled ? "adamw" : "adam";
    static constexpr std::array<std::string_view, 2> slots{"first_moment", "second_moment"};

    double rate = 0.001; ///< of the first epoch
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    double weight_decay = Decoupled ? 0.01 : 0; ///< of weights, not of biases
    double clip = 0; ///< longer gradients, all parameters' together, are scaled to this length; 0 leaves them
    rate_multipliers multipliers{};
    rate_schedule schedule = plateau_decay();

    void check() const {
        check_rule(*this);
        check_share("beta1", beta1);
        check_share("beta2", beta2);
        check_epsilon(epsilon);
    }

    template <class T>
    struct update {
        gradient_moments<T> moments;
        T epsilon;
        double beta1, beta2;

        /// The factors of m and of sqrt(v).
        CHRNN_INLINE void prepare(double t, double* scalars) const {
            scalars[0] = 1 / (1 - std::pow(beta1, t));
            scalars[1] = 1 / std::sqrt(1 - std::pow(beta2, t));
        }
        template <class V>
        CHRNN_INLINE void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            using std::sqrt;
            auto const fill = [](double x) { return simd_traits<V>::fill(static_cast<T>(x)); };
            if constexpr (Decoupled)
                w = w - with.rate * with.decay * w;
            else
                g = g + with.decay * w;
            moments.follow(g, slots[0], slots[1]);
            V const length = sqrt(slots[1]) * fill(with.scalars[1]) + simd_traits<V>::fill(epsilon);
            w = w - with.rate * fill(with.scalars[0]) * slots[0] / length;
        }
    };
    template <class T>
    update<T> equations() const {
        return {{beta1, beta2}, static_cast<T>(epsilon), beta1, beta2};
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

using adam = detail::adam_rule<false>;
using adamw = detail::adam_rule<true>;

} // namespace chrnn::CHRNN_ABI
