/// Stochastic gradient descent with momentum and weight decay: the rule by which gradients change parameters.
#pragma once

#include <chrnn/train/schedule.hpp>

#include <map>
#include <string>

namespace chrnn {

/// For a parameter w with gradient g and momentum v: v = momentum v - rate (g + weight_decay w), w = w + v. The rate is
/// inside v, as in Caffe. Decay acts on weights, not on biases.
struct sgd {
    double rate = 0.01; ///< of the first epoch
    double momentum = 0.9;
    double weight_decay = 5e-4;
    double clip = 0; ///< longer gradients, all parameters' together, are shortened to this length; 0 leaves them
    std::map<std::string, double> multipliers{}; ///< of the rate, by layer: {"hrnn6", 10}
    rate_schedule schedule = plateau_decay();

    /// Throws when a number makes no sense.
    void check() const {
        if (!(rate >= 0 && std::isfinite(rate))) fail("a learning rate cannot be ", rate);
        if (!(momentum >= 0 && momentum < 1)) fail("a momentum must be at least 0 and below 1, not ", momentum);
        if (!(weight_decay >= 0 && std::isfinite(weight_decay))) fail("a weight decay cannot be ", weight_decay);
        if (!(clip >= 0)) fail("gradients cannot be clipped to a length of ", clip);
        for (auto const& [layer, multiplier] : multipliers)
            if (!(multiplier >= 0 && std::isfinite(multiplier)))
                fail("the learning rate of ", layer, " cannot be multiplied by ", multiplier);
    }
};

} // namespace chrnn
