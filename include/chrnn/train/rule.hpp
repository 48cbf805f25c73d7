/// What a rule of learning is: the equations by which gradients change parameters, and the numbers in them.
#pragma once

#include <chrnn/formula/simd_traits.hpp>
#include <chrnn/train/schedule.hpp>

#include <array>
#include <concepts>
#include <map>
#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI {

/// Multiples of the learning rate, by layer or by what the names of a layer's parameters begin with, up to a dot:
/// {"hrnn6", 10}, {"hrnn6.link", 0.1}. Of several that fit the longest counts.
using rate_multipliers = std::map<std::string, double>;

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Whether `part` is what the name of a parameter begins with, up to a dot or whole.
inline bool fits_parameter(std::string_view part, std::string_view name) {
    return name.starts_with(part) && (name.size() == part.size() || name[part.size()] == '.');
}
/// What the rate is multiplied by for the parameter of that name.
inline double multiplier_of(rate_multipliers const& all, std::string_view name) {
    double found = 1;
    for (auto const& [part, multiplier] : all)
        if (fits_parameter(part, name)) found = multiplier; // of parts of one name the longer comes later in the map
    return found;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// What one update knows beside a number's own values.
template <class V>
struct update_numbers {
    V rate, decay;         ///< of this number: weight decay is 0 for biases
    double const* scalars; ///< what the equations made ready for this step
    double updates;        ///< so far, this one included
};

/// The equations of a rule over a number w, its gradient g (clipped already) and its slots, as a kernel on single
/// numbers and on packs: `operator()<V>(update_numbers<V>, V& w, V g, V* slots)`. `prepare(t, scalars)` is called once
/// for step t, 1 for the first, and may keep up to four scalars from step to step.
///
/// A rule is a struct of numbers with `name`, `slots`, the names of what it keeps for every number, beginning at zero,
/// `rate`, `weight_decay`, `clip`, `multipliers`, `schedule`, `check()` and `equations<T>()`. An optimiser of one's own
/// is one such struct.
template <class Rule>
concept rule_with_equations = requires(Rule const& rule) {
    {std::string_view(Rule::name)};
    { Rule::slots.size() } -> std::convertible_to<std::size_t>;
    { rule.rate } -> std::convertible_to<double>;
    { rule.weight_decay } -> std::convertible_to<double>;
    { rule.clip } -> std::convertible_to<double>;
    { rule.multipliers } -> std::convertible_to<rate_multipliers>;
    { rule.schedule } -> std::convertible_to<rate_schedule>;
    rule.check();
    rule.template equations<float>();
};

class any_rule;

/// What a trainer learns by: such a rule, or the one of several that an `any_rule` holds.
template <class Rule>
concept learning_rule = rule_with_equations<Rule> || std::same_as<Rule, any_rule>;

/// Throws when one of the numbers that every rule has makes no sense.
template <class Rule>
void check_rule(Rule const& rule) {
    if (!(rule.rate >= 0 && std::isfinite(rule.rate))) fail("a learning rate cannot be ", rule.rate);
    if (!(rule.weight_decay >= 0 && std::isfinite(rule.weight_decay)))
        fail("a weight decay cannot be ", rule.weight_decay);
    if (!(rule.clip >= 0)) fail("gradients cannot be clipped to a length of ", rule.clip);
    for (auto const& [name, multiplier] : rule.multipliers)
        if (!(multiplier >= 0 && std::isfinite(multiplier)))
            fail("the learning rate of ", name, " cannot be multiplied by ", multiplier);
}
/// Throws unless `value` is at least 0 and below 1.
inline void check_share(std::string_view what, double value) {
    if (!(value >= 0 && value < 1)) fail("a ", what, " must be at least 0 and below 1, not ", value);
}

/// Throws unless `value`, which keeps a division from one by zero, is above 0.
inline void check_epsilon(double value) {
    if (!(value > 0)) fail("an epsilon must be above 0, not ", value);
}

} // namespace chrnn::CHRNN_ABI
