/// The equations of a cell in order, `let(c = ..., h = ...)`: evaluated forward, and backward by reverse accumulation.
#pragma once

#include <chrnn/formula/symbol.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Equations, the later ones reading what the earlier ones bound.
template <class... Bindings>
struct equations;

template <>
struct equations<> {
    template <class Values>
    CHRNN_INLINE constexpr void forward(Values&) const {}
    template <class Values, class Adjoints>
    CHRNN_INLINE constexpr void backward(Values&, Adjoints&) const {}
};

template <class First, class... Rest>
struct equations<First, Rest...> {
    First first;
    equations<Rest...> rest;

    /// Gives every bound name its value. `values` holds the gates and the neighbours' states.
    template <class Values>
    CHRNN_INLINE constexpr void forward(Values& values) const {
        values.template get<typename First::name>() = value_of(first.value.record(values));
        rest.forward(values);
    }

    /// Adds to the adjoint of every name what the adjoints of the bound names pass back to it. The values of the
    /// bound names are computed again on the way, so that nothing but gates and states needs to be kept.
    template <class Values, class Adjoints>
    CHRNN_INLINE constexpr void backward(Values& values, Adjoints& adjoints) const {
        auto const record = first.value.record(values);
        values.template get<typename First::name>() = value_of(record);
        rest.backward(values, adjoints);
        first.value.backward(record, adjoints.template get<typename First::name>(), adjoints);
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

constexpr detail::equations<> let() { return {}; }

/// The equations `name = formula, ...` in the order in which they are to be computed.
template <class First, class... Rest>
constexpr auto let(First first, Rest... rest) {
    return detail::equations<First, Rest...>{first, let(rest...)};
}

} // namespace chrnn::CHRNN_ABI
