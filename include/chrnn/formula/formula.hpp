/// A formula: a pointwise function of named numbers as a value, with its gradient derived from its text.
#pragma once

#include <chrnn/base/indexed.hpp>
#include <chrnn/formula/operators.hpp>
#include <chrnn/formula/slots.hpp>

#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// What a name stands for in a cell's equations.
enum class role { gate, state, shared, row, column, per_channel };

struct formula_algebra;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

struct formula_node {
    using algebra = detail::formula_algebra;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <class T>
concept formula = std::is_base_of_v<formula_node, T>;

/// A plain number in a formula.
struct number : formula_node {
    double value;
    constexpr explicit number(double v) : value(v) {}

    template <class Values>
    CHRNN_INLINE constexpr auto record(Values const&) const {
        using scalar = typename simd_traits<typename Values::lane_type>::scalar;
        return simd_traits<typename Values::lane_type>::fill(static_cast<scalar>(value));
    }
    template <class V, class Adjoints>
    CHRNN_INLINE constexpr void backward(V const&, V, Adjoints&) const {}
};

/// The value of a call beside the records of its arguments: what its gradient needs.
template <class V, class Places, class... Records>
struct call_record;
template <class V, std::size_t... I, class... Records>
struct call_record<V, std::index_sequence<I...>, Records...> : indexed<I, Records>... {
    V value;
};

/// The value in a record; a number or a pack is its own record.
template <class V, class... Parts>
CHRNN_INLINE constexpr V value_of(call_record<V, Parts...> const& record) {
    return record.value;
}
template <class V>
CHRNN_INLINE constexpr V value_of(V const& value) {
    return value;
}

/// A function applied to formulas.
template <class Function, class Places, formula... Arguments>
struct call;
template <class Function, std::size_t... I, formula... Arguments>
struct call<Function, std::index_sequence<I...>, Arguments...> : indexed<I, Arguments>..., formula_node {
    constexpr explicit call(Arguments... a) : indexed<I, Arguments>{a}... {}

    /// The value under `values`, with what `backward` needs.
    template <class Values>
    CHRNN_INLINE constexpr auto record(Values const& values) const {
        return evaluated<typename Values::lane_type>(indexed<I, Arguments>::value.record(values)...);
    }
    /// Adds to `adjoints` what the adjoint `d` of this call passes back to the names in it.
    template <class Record, class V, class Adjoints>
    CHRNN_INLINE constexpr void backward(Record const& r, V d, Adjoints& adjoints) const {
        (indexed<I, Arguments>::value.backward(place<I>(r), passed<I>(r, d), adjoints), ...);
    }

  private:
    template <class V, class... Records>
    CHRNN_INLINE static constexpr auto evaluated(Records const&... r) {
        return call_record<V, std::index_sequence<I...>, Records...>{{r}..., Function::value(value_of(r)...)};
    }
    template <std::size_t K, class T>
    CHRNN_INLINE static constexpr T const& place(indexed<K, T> const& one) {
        return one.value;
    }
    template <std::size_t K, class Record, class V>
    CHRNN_INLINE static constexpr V passed(Record const& r, V d) {
        return Function::template backward<static_cast<int>(K)>(d, r.value, value_of(place<I>(r))...);
    }
};

/// A formula stays itself; a number becomes one.
template <class T>
constexpr auto as_formula(T value) {
    if constexpr (formula<T>)
        return value;
    else
        return number(static_cast<double>(value));
}

struct formula_algebra {
    template <class Function, class... A>
    static constexpr auto compose(A const&... a) {
        return call<Function, std::index_sequence_for<A...>, decltype(as_formula(a))...>(as_formula(a)...);
    }
};

/// `name = formula`, one line of a cell.
template <class Name, formula Value>
struct binding {
    using name = Name;
    Value value;
};

} // namespace chrnn::CHRNN_ABI::detail
