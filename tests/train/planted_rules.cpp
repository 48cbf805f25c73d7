#include "train/quadratic.hpp"

using namespace chrnn;
using namespace quadratic;

namespace {

/// A rule that does what `Fault` makes of its equations.
template <class Rule, class Fault>
struct wrong : Rule {
    template <class T>
    struct update {
        decltype(std::declval<Rule const&>().template equations<T>()) right;

        void prepare(double t, double* scalars) const { right.prepare(Fault::step(t), scalars); }
        template <class V>
        void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            Fault::template apply<Rule>(right, with, w, g, slots);
        }
    };
    template <class T>
    update<T> equations() const {
        return {Rule::template equations<T>()};
    }
};
/// A rule that is taken for another.
template <class Other, class Rule>
struct taken_for : Rule {
    static constexpr std::string_view name = Other::name;
};

template <class V>
V number(double x) {
    return simd_traits<V>::fill(x);
}

// What goes wrong: in one update, or in which step it is thought to be.
struct nothing {
    static double step(double t) { return t; }
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> const& with, V& w, V g, V* slots) {
        right(with, w, g, slots);
    }
};
struct a_step_ahead : nothing {
    static double step(double t) { return t + 1; }
};
struct uphill : nothing {
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> const& with, V& w, V g, V* slots) {
        V const before = w;
        right(with, w, g, slots);
        w = before + (before - w);
    }
};
struct without_decay : nothing {
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> with, V& w, V g, V* slots) {
        with.decay = number<V>(0);
        right(with, w, g, slots);
    }
};
struct decay_twice : nothing {
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> const& with, V& w, V g, V* slots) {
        w = w - with.rate * with.decay * w;
        right(with, w, g, slots);
    }
};
struct rate_a_thousandth_off : nothing {
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> with, V& w, V g, V* slots) {
        with.rate = with.rate * number<V>(1.001);
        right(with, w, g, slots);
    }
};
struct keeps_nothing : nothing {
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> const& with, V& w, V g, V* slots) {
        for (std::size_t k = 0; k < Rule::slots.size(); ++k) slots[k] = number<V>(0);
        right(with, w, g, slots);
    }
};
struct slots_of_the_step_before : nothing {
    template <class Rule, class Right, class V>
    static void apply(Right const& right, update_numbers<V> const& with, V& w, V g, V* slots) {
        V const last = slots[0];
        right(with, w, g, slots);
        slots[0] = number<V>(0.5) * (last + slots[0]);
    }
};

template <class Rule>
bool noticed(Rule const& rule) {
    return off_from_pytorch<double>(rule) > 1e-6;
}
template <class Fault, class Rule>
void is_noticed(Rule const& rule) {
    INFO(Rule::name);
    CHECK(noticed(wrong<Rule, Fault>{rule}));
}
/// A rule one of whose numbers is another.
template <class Rule, class Change>
void is_noticed_when(Rule rule, Change const& change) {
    change(rule);
    INFO(Rule::name);
    CHECK(noticed(rule));
}

} // namespace

TEST_CASE("faults planted in the equations of a rule are noticed") {
    with_every_rule([](auto const& rule) {
        using rule_type = std::remove_cvref_t<decltype(rule)>;
        CHECK_FALSE(noticed(wrong<rule_type, nothing>{rule}));
        is_noticed<uphill>(rule);
        is_noticed<without_decay>(rule);
        is_noticed<decay_twice>(rule);
        is_noticed<rate_a_thousandth_off>(rule);
        is_noticed<keeps_nothing>(rule);
        is_noticed<slots_of_the_step_before>(rule);
    });
    is_noticed<a_step_ahead>(with_moments<adam>());
    is_noticed<a_step_ahead>(with_moments<adamw>());
    is_noticed<a_step_ahead>(with_moments<nadam>());
}
TEST_CASE("a rule that does what another does is noticed") {
    auto const is = []<class Rule, class Other>(Rule const& rule, Other const&) {
        INFO(Rule::name << " for " << Other::name);
        CHECK(noticed(taken_for<Other, Rule>{rule}));
    };
    is(with_momentum(), with_nesterov());
    is(with_nesterov(), with_momentum());
    is(with_moments<adam>(), with_moments<adamw>());
    is(with_moments<adamw>(), with_moments<adam>());
    is(with_moments<adam>(), with_moments<nadam>());
    is(with_moments<nadam>(), with_moments<adam>());
}
TEST_CASE("a rule with another number is noticed") {
    auto const moments = [](auto const& rule) {
        is_noticed_when(rule, [](auto& r) { r.beta1 = 0.801; });
        is_noticed_when(rule, [](auto& r) { r.beta2 = 0.991; });
        is_noticed_when(rule, [](auto& r) { r.epsilon = 2e-5; });
    };
    is_noticed_when(with_momentum(), [](auto& r) { r.momentum = 0.901; });
    is_noticed_when(with_nesterov(), [](auto& r) { r.momentum = 0.901; });
    moments(with_moments<adam>());
    moments(with_moments<adamw>());
    moments(with_moments<nadam>());
    is_noticed_when(with_moments<nadam>(), [](auto& r) { r.momentum_decay = 0.02; });
    is_noticed_when(with_squares(), [](auto& r) { r.alpha = 0.901; });
    is_noticed_when(with_squares(), [](auto& r) { r.momentum = 0.501; });
    is_noticed_when(with_squares(), [](auto& r) { r.epsilon = 1.1e-2; });
}
