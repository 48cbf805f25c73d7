/// Any rule: a rule of learning that is chosen while the program runs.
#pragma once

#include <chrnn/train/adam.hpp>
#include <chrnn/train/averaged.hpp>
#include <chrnn/train/nadam.hpp>
#include <chrnn/train/rmsprop.hpp>
#include <chrnn/train/sgd.hpp>

#include <span>
#include <variant>

namespace chrnn::CHRNN_ABI {

/// Any one of the library's rules, averaged or not: one type of trainer for all of them, which is compiled once. It
/// learns, and writes checkpoints, as the rule that it holds would, to the same bits; its members are that rule's, and
/// may be changed.
///
///     any_rule rule = sgd{.clip = 1};
///     if (name == "adam") rule = averaged(adam{});
///     trainer run(net, rule);
class any_rule {
    std::variant<sgd, nesterov, adam, adamw, nadam, rmsprop, averaged<sgd>, averaged<nesterov>, averaged<adam>,
                 averaged<adamw>, averaged<nadam>, averaged<rmsprop>>
        kind_;

  public:
    template <rule_with_equations Rule>
    requires std::constructible_from<decltype(kind_), std::in_place_type_t<Rule>, Rule> any_rule(Rule const& rule)
        : kind_(rule), name(Rule::name), slots(Rule::slots), rate(rule.rate), weight_decay(rule.weight_decay),
          clip(rule.clip), multipliers(rule.multipliers), schedule(rule.schedule) {}

    std::string_view name;
    std::span<std::string_view const> slots; ///< the names of what it keeps for every number
    double rate, weight_decay, clip;
    rate_multipliers multipliers;
    rate_schedule schedule;

    /// Calls `act` with the rule that it holds, whose equations and numbers of its own count.
    template <class Act>
    decltype(auto) visit(Act const& act) const {
        return std::visit(act, kind_);
    }
    /// Throws when a number makes no sense.
    void check() const {
        check_rule(*this);
        visit([](auto const& rule) { rule.check(); });
    }
};

inline bool keeps_averages(any_rule const& rule) {
    return rule.visit([](auto const& one) { return keeps_averages(one); });
}

} // namespace chrnn::CHRNN_ABI
