/// Assignment outside a model: `assign(to, expression)` checks the shapes and copes with aliasing.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/tensor/product.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Ends the compilation unless an expression of shape `From` broadcasts to `To`.
template <class To, class From>
consteval void check_assignable() {
    if constexpr (From::rank > To::rank)
        mistake<sentence("an expression of shape ", From::text(), " cannot be assigned to the shape ", To::text())>();
    else if constexpr (!std::is_same_v<typename broadcast<To, From>::shape, To>)
        mistake<sentence("an expression of shape ", From::text(), " cannot be assigned to the shape ", To::text())>();
}

/// Ends the compilation unless a backend reaches what it is to read and to write.
template <class Backend, class To, class From>
consteval void check_reached() {
    constexpr location here = location_of_backend<Backend>;
    if constexpr (location_of<To>() != here)
        static_assert(location_of<To>() == here,
                      "chrnn: assign computes where it writes: give it the backend in whose memory that lies");
    else
        check_readable<here, From>();
}

/// How a factor of a product lies in memory: `of` gives it as the verb `multiply` takes it.
template <class E>
struct factor;
template <class T, class Shape, location Where>
struct factor<view<T, Shape, Where>> {
    static constexpr reading how = reading::plain;
    static constexpr auto of(view<T, Shape, Where> const& v) {
        return dense_matrices<T const>(v.data, Shape::is_dynamic ? v.lead : Shape::extent(0), Shape::extent(1));
    }
};
template <class E>
requires requires { factor<E>::of; }
struct factor<reindexed<permutation<1, 0>, E>> {
    static constexpr reading how = reading::transposed;
    static constexpr auto of(reindexed<permutation<1, 0>, E> const& v) { return factor<E>::of(v.source); }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Evaluates `e` into `to`: one pass, or for a product of matrices in memory one call of `multiply`.
template <class Backend, class To, expression E>
void evaluate(To const& to, E const& e, Backend& on) {
    on.assign(to, e);
}
template <class Backend, class T, class Shape, location Where, class A, class B>
requires(std::is_same_v<Shape, detail::shape_of<detail::product<A, B>>>) && requires {
    detail::factor<A>::how, detail::factor<B>::how;
}
void evaluate(view<T, Shape, Where> const& to, detail::product<A, B> const& e, Backend& on) {
    on.template multiply<detail::factor<A>::how, detail::factor<B>::how, false, T>(
        1, dense_matrices(to.data, Shape::is_dynamic ? to.lead : Shape::extent(0), Shape::extent(1)),
        detail::factor<A>::of(e.a), detail::factor<B>::of(e.b));
}

/// Writes `e` into `to`, a view or a re-indexed view. Where `e` reads memory that would be overwritten before it is
/// read, `e` is evaluated into a temporary first. Throws when run-time leading extents differ.
template <class Backend = cpu, class To, expression From>
void assign(To const& to, From const& from, Backend& on = Backend::shared()) {
    static_assert(
        requires {
            requires To::writable;
            to.memory();
        },
        "chrnn: assign writes to a view, or to a slice or permutation of one");
    auto const e = detail::tensor_algebra::held(from);
    using E = decltype(e);
    using T = detail::scalar_of<To>;
    detail::check_assignable<detail::shape_of<To>, detail::shape_of<E>>();
    detail::check_reached<Backend, To, E>();
    static_assert(std::is_same_v<T, detail::scalar_of<E>>,
                  "chrnn: an expression is assigned to a tensor of another scalar type");
    if constexpr (detail::shape_of<To>::is_dynamic && detail::shape_of<E>::is_dynamic)
        (void)detail::agreed_leading(to.leading(), e.leading());

    if (size(to) == 0) return;
    if (e.clashes(to.memory(), !To::flat || !std::is_same_v<detail::shape_of<To>, detail::shape_of<E>>)) {
        auto temporary = on.template take<T>(size(to), "a tensor");
        using copied = view<T, detail::shape_of<To>, detail::location_of_backend<Backend>>;
        auto const copy = [&] {
            if constexpr (detail::shape_of<To>::is_dynamic)
                return copied(temporary.data(), to.leading());
            else
                return copied(temporary.data());
        }();
        evaluate(copy, e, on);
        on.assign(to, copy);
    } else {
        evaluate(to, e, on);
    }
}

} // namespace chrnn::CHRNN_ABI
