/// The names that a cell's equations are written in: its gates, its states, its neighbours' states, its shared values,
/// its parameters.
#pragma once

#include <chrnn/base/sentence.hpp>
#include <chrnn/formula/formula.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A formula that is the number called `Self`.
template <class Self>
struct named_number : formula_node {
    template <class Values>
    CHRNN_INLINE constexpr auto record(Values const& values) const {
        return values.template get<Self>();
    }
    template <class V, class Adjoints>
    CHRNN_INLINE constexpr void backward(V const&, V adjoint, Adjoints& adjoints) const {
        adjoints.template get<Self>() = adjoints.template get<Self>() + adjoint;
    }
};

/// A name in the part it plays. `name = formula` binds a state or a shared value.
template <role Role, fixed_string Name>
struct symbol : named_number<symbol<Role, Name>> {
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
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A gate's pre-activation z, eq. 10 and 15-18.
template <fixed_string Name>
using gate = detail::symbol<detail::role::gate, Name>;
/// A state that the neighbours read: `h` is the cell's output, others (the LSTM's c) stay inside the recurrence.
template <fixed_string Name>
using state = detail::symbol<detail::role::state, Name>;
/// A value named so that it is computed once and used several times.
template <fixed_string Name>
using shared = detail::symbol<detail::role::shared, Name>;

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// A number as a template argument. (Made from what it holds, because nvcc writes it out again as source.)
struct first_value {
    double value;

    consteval first_value(double v) : value(v) {}
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A learnt number of every hidden channel and direction, the same for all regions: a peephole weight, a rate of decay.
/// It begins at `Begin`.
template <fixed_string Name, detail::first_value Begin = 0.0>
struct per_channel : detail::named_number<per_channel<Name, Begin>> {
    static constexpr detail::role part = detail::role::per_channel;
    static constexpr double begins = Begin.value;
    static constexpr std::string_view text() { return Name.view(); }

    /// A mistake that the cell is told of: it is learnt, equations give it no value.
    template <class F>
    requires(detail::formula<F> || detail::number_like<F>) constexpr auto operator=(F value) const {
        return detail::binding<per_channel, decltype(detail::as_formula(value))>{detail::as_formula(value)};
    }
};

/// The state of the row neighbour (0 outside the grid, and in directions that have none).
template <class State>
requires(State::part == detail::role::state) constexpr auto row(State) {
    return typename State::template as<detail::role::row>{};
}
/// The state of the column neighbour (0 outside the grid, and in directions that have none).
template <class State>
requires(State::part == detail::role::state) constexpr auto column(State) {
    return typename State::template as<detail::role::column>{};
}

} // namespace chrnn::CHRNN_ABI
