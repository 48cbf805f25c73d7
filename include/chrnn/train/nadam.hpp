/// NAdam: Adam with Nesterov's momentum.
#pragma once

#include <chrnn/train/adam.hpp>

namespace chrnn::CHRNN_ABI {

/// Adam, whose step goes by the gradient and by the moment that the next step will have (Dozat, ICLR workshop 2016),
/// mu_t = b1 (1 - 0.96^(t momentum_decay) / 2):
/// w = w - rate ((1 - mu_t) / (1 - mu_1 .. mu_t) g + mu_t+1 / (1 - mu_1 .. mu_t+1) m) / (sqrt(v') + epsilon).
struct nadam {
    static constexpr std::string_view name = "nadam";
    static constexpr std::array<std::string_view, 2> slots{"first_moment", "second_moment"};

    double rate = 0.002; ///< of the first epoch
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentum_decay = 4e-3;
    double weight_decay = 0; ///< of weights, not of biases
    double clip = 0;         ///< longer gradients, all parameters' together, are scaled to this length; 0 leaves them
    rate_multipliers multipliers{};
    rate_schedule schedule = plateau_decay();

    void check() const {
        check_rule(*this);
        check_share("beta1", beta1);
        check_share("beta2", beta2);
        check_epsilon(epsilon);
        if (!(momentum_decay >= 0)) fail("a momentum_decay cannot be ", momentum_decay);
    }

    template <class T>
    struct update {
        detail::gradient_moments<T> moments;
        T epsilon;
        double beta1, beta2, momentum_decay;

        /// The factors of g, of m and of sqrt(v), and the product of all mu so far.
        CHRNN_INLINE void prepare(double t, double* scalars) const {
            auto const mu = [this](double step) { return beta1 * (1 - 0.5 * std::pow(0.96, step * momentum_decay)); };
            double const product = (t == 1 ? 1 : scalars[3]) * mu(t);
            scalars[0] = (1 - mu(t)) / (1 - product);
            scalars[1] = mu(t + 1) / (1 - product * mu(t + 1));
            scalars[2] = 1 / std::sqrt(1 - std::pow(beta2, t));
            scalars[3] = product;
        }
        template <class V>
        CHRNN_INLINE void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            using std::sqrt;
            auto const fill = [](double x) { return simd_traits<V>::fill(static_cast<T>(x)); };
            g = g + with.decay * w;
            moments.follow(g, slots[0], slots[1]);
            V const length = sqrt(slots[1]) * fill(with.scalars[2]) + simd_traits<V>::fill(epsilon);
            w = w - with.rate * (fill(with.scalars[0]) * g + fill(with.scalars[1]) * slots[0]) / length;
        }
    };
    template <class T>
    update<T> equations() const {
        return {{beta1, beta2}, static_cast<T>(epsilon), beta1, beta2, momentum_decay};
    }
};

} // namespace chrnn::CHRNN_ABI
