/// RMSprop.
#pragma once

#include <chrnn/train/rule.hpp>

namespace chrnn::CHRNN_ABI {

/// s = alpha s + (1 - alpha) g^2, b = momentum b + g / (sqrt(s) + epsilon), w = w - rate b; the decay is part of the
/// gradient (Tieleman and Hinton, 2012, as PyTorch has it).
struct rmsprop {
    static constexpr std::string_view name = "rmsprop";
    static constexpr std::array<std::string_view, 2> slots{"mean_square", "momentum"};

    double rate = 0.01; ///< of the first epoch
    double alpha = 0.99, epsilon = 1e-8, momentum = 0;
    double weight_decay = 0; ///< of weights, not of biases
    double clip = 0;         ///< longer gradients, all parameters' together, are scaled to this length; 0 leaves them
    rate_multipliers multipliers{};
    rate_schedule schedule = plateau_decay();

    void check() const {
        check_rule(*this);
        check_share("alpha", alpha);
        check_share("momentum", momentum);
        check_epsilon(epsilon);
    }

    template <class T>
    struct update {
        T old_share, new_share, epsilon, momentum; ///< alpha, 1 - alpha

        CHRNN_INLINE void prepare(double /*t*/, double* /*scalars*/) const {}
        template <class V>
        CHRNN_INLINE void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            using std::sqrt;
            auto const fill = [](T x) { return simd_traits<V>::fill(x); };
            g = g + with.decay * w;
            slots[0] = fill(old_share) * slots[0] + fill(new_share) * (g * g);
            slots[1] = fill(momentum) * slots[1] + g / (sqrt(slots[0]) + fill(epsilon));
            w = w - with.rate * slots[1];
        }
    };
    template <class T>
    update<T> equations() const {
        return {static_cast<T>(alpha), static_cast<T>(1 - alpha), static_cast<T>(epsilon), static_cast<T>(momentum)};
    }
};

} // namespace chrnn::CHRNN_ABI
