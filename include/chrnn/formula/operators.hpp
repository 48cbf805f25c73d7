/// The operators and functions that build expressions, written once for every algebra: formulas and tensors alike.
#pragma once

#include <chrnn/formula/function.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI::detail {

/// A type that takes part in expressions names its `algebra`, which says how a function of such operands is
/// represented: `algebra::template compose<Function>(operands...)`.
template <class T>
concept term = requires {
    typename std::remove_cvref_t<T>::algebra;
};

template <class T>
concept number_like = std::is_arithmetic_v<std::remove_cvref_t<T>>;

/// Operands of one expression: terms and plain numbers, at least one term.
template <class... T>
concept operands = ((term<T> || number_like<T>)&&...) && (term<T> || ...);

/// The algebra of the first operand that has one.
template <class First, class... Rest>
consteval auto algebra_of() {
    if constexpr (term<First>)
        return std::type_identity<typename std::remove_cvref_t<First>::algebra>{};
    else
        return algebra_of<Rest...>();
}

/// The expression `Function(a...)`.
template <class Function, class... A>
requires operands<A...> CHRNN_INLINE constexpr auto compose(A&&... a) {
    return decltype(algebra_of<A...>())::type::template compose<Function>(static_cast<A&&>(a)...);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator+(A&& a, B&& b) {
    return detail::compose<detail::function::add>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator-(A&& a, B&& b) {
    return detail::compose<detail::function::subtract>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator*(A&& a, B&& b) {
    return detail::compose<detail::function::multiply>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator/(A&& a, B&& b) {
    return detail::compose<detail::function::divide>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <detail::term A>
CHRNN_INLINE constexpr auto operator-(A&& a) {
    return detail::compose<detail::function::negate>(static_cast<A&&>(a));
}

// Comparisons are 1 where they hold and 0 elsewhere.
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator<(A&& a, B&& b) {
    return detail::compose<detail::function::less>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator>(A&& a, B&& b) {
    return detail::compose<detail::function::less>(static_cast<B&&>(b), static_cast<A&&>(a));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator<=(A&& a, B&& b) {
    return detail::compose<detail::function::less_equal>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator>=(A&& a, B&& b) {
    return detail::compose<detail::function::less_equal>(static_cast<B&&>(b), static_cast<A&&>(a));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator==(A&& a, B&& b) {
    return detail::compose<detail::function::equal>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto operator!=(A&& a, B&& b) {
    return detail::compose<detail::function::not_equal>(static_cast<A&&>(a), static_cast<B&&>(b));
}

template <detail::term A>
CHRNN_INLINE constexpr auto exp(A&& a) {
    return detail::compose<detail::function::exp>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto log(A&& a) {
    return detail::compose<detail::function::log>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto sqrt(A&& a) {
    return detail::compose<detail::function::sqrt>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto rsqrt(A&& a) {
    return detail::compose<detail::function::rsqrt>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto tanh(A&& a) {
    return detail::compose<detail::function::tanh>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto sigmoid(A&& a) {
    return detail::compose<detail::function::sigmoid>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto relu(A&& a) {
    return detail::compose<detail::function::relu>(static_cast<A&&>(a));
}
template <detail::term A>
CHRNN_INLINE constexpr auto abs(A&& a) {
    return detail::compose<detail::function::abs>(static_cast<A&&>(a));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto min(A&& a, B&& b) {
    return detail::compose<detail::function::min>(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <class A, class B>
requires detail::operands<A, B> CHRNN_INLINE constexpr auto max(A&& a, B&& b) {
    return detail::compose<detail::function::max>(static_cast<A&&>(a), static_cast<B&&>(b));
}
// Of two operands of one type: more special than std::min and std::max, where a program uses both namespaces.
template <detail::term A>
CHRNN_INLINE constexpr auto min(A const& a, A const& b) {
    return detail::compose<detail::function::min>(a, b);
}
template <detail::term A>
CHRNN_INLINE constexpr auto max(A const& a, A const& b) {
    return detail::compose<detail::function::max>(a, b);
}
/// `yes` where the condition is not 0, elsewhere `no`.
template <class C, class A, class B>
requires detail::operands<C, A, B> CHRNN_INLINE constexpr auto where(C&& condition, A&& yes, B&& no) {
    return detail::compose<detail::function::where>(static_cast<C&&>(condition), static_cast<A&&>(yes),
                                                    static_cast<B&&>(no));
}

} // namespace chrnn::CHRNN_ABI
