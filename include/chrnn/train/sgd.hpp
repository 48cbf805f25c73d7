/// Stochastic gradient descent with momentum and weight decay: the rule by which gradients change parameters.
#pragma once

#include <chrnn/train/schedule.hpp>

#include <map>
#include <string>
#include <string_view>

namespace chrnn {

/// For a parameter w with gradient g and momentum v: v = momentum v - rate (g + weight_decay w), w = w + v. The rate is
/// inside v, as in Caffe. Decay acts on weights, not on biases.
struct sgd {
    double rate = 0.01; ///< of the first epoch
    double momentum = 0.9;
    double weight_decay = 5e-4;
    double clip = 0; ///< longer gradients, all parameters' together, are shortened to this length; 0 leaves them
    /// Of the rate, by layer or by what the names of a layer's parameters begin with, up to a dot: {"hrnn6", 10},
    /// {"hrnn6.link", 0.1}. Of several that fit the longest counts.
    std::map<std::string, double> multipliers{};
    rate_schedule schedule = plateau_decay();

    /// Whether `part` is what the name of a parameter begins with, up to a dot or whole.
    static bool fits(std::string_view part, std::string_view name) {
        return name.starts_with(part) && (name.size() == part.size() || name[part.size()] == '.');
    }
    /// What the rate is multiplied by for the parameter of that name.
    double multiplier_of(std::string_view name) const {
        double found = 1;
        for (auto const& [part, multiplier] : multipliers)
            if (fits(part, name)) found = multiplier; // of parts of one name the longer comes later in the map
        return found;
    }
    /// Throws when a number makes no sense.
    void check() const {
        if (!(rate >= 0 && std::isfinite(rate))) fail("a learning rate cannot be ", rate);
        if (!(momentum >= 0 && momentum < 1)) fail("a momentum must be at least 0 and below 1, not ", momentum);
        if (!(weight_decay >= 0 && std::isfinite(weight_decay))) fail("a weight decay cannot be ", weight_decay);
        if (!(clip >= 0)) fail("gradients cannot be clipped to a length of ", clip);
        for (auto const& [name, multiplier] : multipliers)
            if (!(multiplier >= 0 && std::isfinite(multiplier)))
                fail("the learning rate of ", name, " cannot be multiplied by ", multiplier);
    }
};

} // namespace chrnn
