/// Facts of a rule: what processes that train together must agree on. Equations are tried out, and what came of it
/// told.
#pragma once

#include <chrnn/base/fnv1a.hpp>
#include <chrnn/process/agreement.hpp>
#include <chrnn/train/rule.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Where some updates, the first and the millionth among them, take a number that is 0.5, and what is kept for it, all
/// added up.
template <rule_with_equations Rule>
double tried(Rule const& rule) {
    auto const equations = rule.template equations<double>();
    double scalars[4]{}, w = 0.5;
    std::array<double, Rule::slots.size()> slots{};
    for (double step = 1; step <= 0x1p20; step *= 2) {
        equations.prepare(step, scalars);
        update_numbers<double> const with{0.125, rule.weight_decay, scalars, step};
        equations.template operator()<double>(with, w, 0.25 + 1 / step, slots.data());
    }
    for (double one : slots) w += one;
    return w;
}
template <std::same_as<any_rule> Rule>
double tried(Rule const& rule) {
    return rule.visit([](auto const& one) { return tried(one); });
}

template <class Rule>
std::vector<fact> facts_of(Rule const& rule) {
    std::string multipliers;
    for (auto const& [name, multiplier] : rule.multipliers)
        multipliers += (multipliers.empty() ? "" : ", ") + fact_of(name, multiplier).value + " for " + name;
    return {fact_of("the rule of learning", rule.name),     fact_of("the learning rate", rule.rate),
            fact_of("the weight decay", rule.weight_decay), fact_of("the longest gradient", rule.clip),
            fact{"multiples of the rate", multipliers},     fact_of("what some updates make of 0.5", tried(rule))};
}

/// Its rates in some epochs and in a hundred more, if nothing gets better.
inline fact fact_of(rate_schedule schedule, index_t epochs) {
    std::vector<double> rates;
    for (index_t epoch = 0; epoch < epochs + 100; ++epoch) {
        for (double part : {0.25, 0.75}) rates.push_back(schedule.at(1, epoch, part));
        schedule.observe(0);
    }
    return {"the schedule of the rate",
            std::string(schedule.name()) + ", fingerprint " + std::to_string(fingerprint_of_numbers(rates))};
}

} // namespace chrnn::CHRNN_ABI::detail
