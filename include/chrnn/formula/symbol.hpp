/// The names that a cell's equations are written in: its gates, its states, its neighbours' states, its shared values.
#pragma once

#include <chrnn/base/sentence.hpp>
#include <chrnn/formula/formula.hpp>

namespace chrnn {

/// A name in the part it plays. `name = formula` binds a state or a shared value.
template <role Role, fixed_string Name>
struct symbol : formula_node {
    static constexpr role part = Role;
    /// The same name in another part.
    template <role Other>
    using as = symbol<Other, Name>;
    static constexpr std::string_view text() { return Name.view(); }

    template <class F>
    requires(Role == role::state || Role == role::shared) &&
        (formula<F> || number_like<F>)constexpr auto operator=(F value) const {
        return binding<symbol, decltype(as_formula(value))>{as_formula(value)};
    }

    template <class Values>
    CHRNN_INLINE constexpr auto record(Values const& values) const {
        return values.template get<symbol>();
    }
    template <class V, class Adjoints>
    CHRNN_INLINE constexpr void backward(V const&, V adjoint, Adjoints& adjoints) const {
        adjoints.template get<symbol>() = adjoints.template get<symbol>() + adjoint;
    }
};

/// A gate's pre-activation z, eq. 10 and 15-18.
template <fixed_string Name>
using gate = symbol<role::gate, Name>;
/// A state that the neighbours read: `h` is the cell's output, others (the LSTM's c) stay inside the recurrence.
template <fixed_string Name>
using state = symbol<role::state, Name>;
/// A value named so that it is computed once and used several times.
template <fixed_string Name>
using shared = symbol<role::shared, Name>;

/// The state of the row neighbour (0 outside the grid).
template <class State>
requires(State::part == role::state) constexpr auto row(State) { return typename State::template as<role::row>{}; }
/// The state of the column neighbour (0 outside the grid).
template <class State>
requires(State::part == role::state) constexpr auto column(State) {
    return typename State::template as<role::column>{};
}

} // namespace chrnn
