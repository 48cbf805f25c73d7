/// An averaged rule: a rule of learning that keeps a running mean of the parameters beside them.
#pragma once

#include <chrnn/train/rule.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <class Rule>
struct averaged_name {
    static constexpr std::string_view first = "averaged ", second = Rule::name;
    static constexpr auto characters = [] {
        std::array<char, first.size() + second.size()> all{};
        std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), all.begin()));
        return all;
    }();
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `Rule`, and for every number a = d a + (1 - d) w behind each update (Polyak and Juditsky 1992; as an exponential
/// mean, Tarvainen and Valpola 2017), where d is `average_decay`, or 1 - 1/t in update t while that is less: the plain
/// mean of all weights so far until an exponential one has as many to look back on. `fit` validates with the means;
/// `use_averages` makes them the model's parameters.
///
///     trainer run(net, averaged(sgd{.rate = 0.1}));
///     fit(run, data, how);
///     use_averages(run);
template <rule_with_equations Rule>
struct averaged : Rule {
    static constexpr std::string_view name{detail::averaged_name<Rule>::characters.data(),
                                           detail::averaged_name<Rule>::characters.size()};
    static constexpr auto slots = [] {
        std::array<std::string_view, Rule::slots.size() + 1> all{};
        std::copy(Rule::slots.begin(), Rule::slots.end(), all.begin());
        all.back() = "average";
        return all;
    }();

    double average_decay;

    explicit averaged(Rule rule, double average_decay = 0.999) : Rule(std::move(rule)), average_decay(average_decay) {}

    void check() const {
        Rule::check();
        check_share("decay of averages", average_decay);
    }

    template <class T>
    struct update {
        decltype(std::declval<Rule const&>().template equations<T>()) rule;
        double decay;

        CHRNN_INLINE void prepare(double t, double* scalars) const { rule.prepare(t, scalars); }
        template <class V>
        CHRNN_INLINE void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            rule.template operator()<V>(with, w, g, slots);
            double const least = 1 / with.updates, share = 1 - decay > least ? 1 - decay : least;
            V& average = slots[Rule::slots.size()];
            average = average + simd_traits<V>::fill(static_cast<T>(share)) * (w - average);
        }
    };
    template <class T>
    update<T> equations() const {
        return {Rule::template equations<T>(), average_decay};
    }
};

/// Whether a rule keeps averages of the parameters, in the last of its slots.
template <class Rule>
constexpr bool keeps_averages(Rule const&) {
    return false;
}
template <class Rule>
constexpr bool keeps_averages(averaged<Rule> const&) {
    return true;
}

} // namespace chrnn::CHRNN_ABI
