/// Stochastic gradient descent with momentum and weight decay, plain or with Nesterov's momentum.
#pragma once

#include <chrnn/train/rule.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// v = momentum v - rate (g + weight_decay w), and w = w + v. The rate is inside v, as in Caffe (spec section 4).
/// With `Nesterov` w = w + momentum v - rate (g + weight_decay w) instead: the gradient is followed from where the
/// momentum leads (Sutskever et al., ICML 2013, as PyTorch's SGD with nesterov has it).
template <bool Nesterov>
struct momentum_rule {
    static constexpr std::string_view name = Nesterov ? "nesterov" : "sgd";
    static constexpr std::array<std::string_view, 1> slots{"momentum"};

    double rate = 0.01; ///< of the first epoch
    double momentum = 0.9;
    double weight_decay = 5e-4; ///< of weights, not of biases
    double clip = 0; ///< longer gradients, all parameters' together, are scaled to this length; 0 leaves them
    rate_multipliers multipliers{};
    rate_schedule schedule = plateau_decay();

    /// Throws when a number makes no sense.
    void check() const {
        check_rule(*this);
        check_share("momentum", momentum);
    }

    template <class T>
    struct update {
        T momentum;

        CHRNN_INLINE void prepare(double /*t*/, double* /*scalars*/) const {}
        template <class V>
        CHRNN_INLINE void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            V const mu = simd_traits<V>::fill(momentum), down = with.rate * (g + with.decay * w);
            slots[0] = mu * slots[0] - down;
            if constexpr (Nesterov)
                w = w + (mu * slots[0] - down);
            else
                w = w + slots[0];
        }
    };
    template <class T>
    update<T> equations() const {
        return {static_cast<T>(momentum)};
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

using sgd = detail::momentum_rule<false>;
using nesterov = detail::momentum_rule<true>;

} // namespace chrnn::CHRNN_ABI
