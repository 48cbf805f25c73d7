/// A function applied entry by entry to expressions that broadcast together.
#pragma once

#include <chrnn/base/indexed.hpp>
#include <chrnn/shape/broadcast.hpp>
#include <chrnn/tensor/expression.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <class Function, class Places, expression... Operands>
struct elementwise;

template <class Function, std::size_t... I, expression... Operands>
struct elementwise<Function, std::index_sequence<I...>, Operands...> : indexed<I, Operands>...,
                                                                       expression_over<Operands...> {
    using shape = typename broadcast<shape_of<Operands>...>::shape;
    using scalar = std::common_type_t<scalar_of<Operands>...>;

    /// Whether the operand repeats one entry along the last axis.
    template <class E>
    static constexpr bool repeats = shape_of<E>::last == 1 && broadcast<shape_of<Operands>...>::shape::last != 1;

    static constexpr bool vectorizable = ((Operands::vectorizable || repeats<Operands>)&&...);
    static constexpr bool flat =
        ((Operands::flat && (std::is_same_v<shape_of<Operands>, shape> || shape_of<Operands>::rank == 0)) && ...);

    CHRNN_INLINE constexpr explicit elementwise(Operands... e) : indexed<I, Operands>{e}... { (void)leading(); }

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<shape::rank> const& position) const {
        return Function::value(read<V>(indexed<I, Operands>::value, position)...);
    }
    template <class V>
    CHRNN_INLINE constexpr V flat_at(index_t offset) const {
        return Function::value(indexed<I, Operands>::value.template flat_at<V>(offset)...);
    }
    constexpr index_t leading() const {
        index_t n = dynamic;
        ((n = shape_of<Operands>::is_dynamic ? agreed_leading(n, indexed<I, Operands>::value.leading()) : n), ...);
        return n;
    }
    constexpr bool clashes(memory_range written, bool moved) const {
        return (indexed<I, Operands>::value.clashes(written, moved || !(std::is_same_v<shape_of<Operands>, shape>)) ||
                ...);
    }

  private:
    template <class V, class E>
    CHRNN_INLINE static constexpr V read(E const& e, coordinates<shape::rank> const& position) {
        auto const own = project<shape_of<E>>(position);
        if constexpr (simd_traits<V>::width > 1 && repeats<E>)
            return simd_traits<V>::fill(e.template at<scalar>(own));
        else
            return e.template at<V>(own);
    }
};

/// The type that a function of `A` and `B` is computed in: plain numbers take the tensors' type.
template <class... T>
struct common_scalar;
template <class T, class... Rest>
requires number_like<T>
struct common_scalar<T, Rest...> : common_scalar<Rest...> {
};
template <expression T, class... Rest>
struct common_scalar<T, Rest...> {
    using type = scalar_of<T>;
};

/// How tensors take part in expressions: a temporary tensor is refused, a named one is held by its view.
struct tensor_algebra {
    template <class Function, class... A>
    CHRNN_INLINE static constexpr auto compose(A&&... a) {
        using scalar = typename common_scalar<std::remove_cvref_t<A>...>::type;
        return make<Function>(as_operand<scalar>(static_cast<A&&>(a))...);
    }

    /// `a` as it is held in an expression.
    template <class Scalar, class A>
    CHRNN_INLINE static constexpr auto as_operand(A&& a) {
        if constexpr (number_like<A>) {
            return constant<Scalar>(static_cast<Scalar>(a));
        } else {
            static_assert(std::is_same_v<scalar_of<A>, Scalar>,
                          "chrnn: the operands of an expression differ in scalar type");
            return held(static_cast<A&&>(a));
        }
    }
    /// An owning tensor's view; any other expression itself.
    template <expression A>
    CHRNN_INLINE static constexpr auto held(A&& a) {
        if constexpr (requires { typename std::remove_cvref_t<A>::owner; }) {
            if constexpr (!std::is_lvalue_reference_v<A>)
                mistake<sentence("an expression cannot hold a temporary tensor (", shape_of<A>::text(),
                                 "): give it a name first")>();
            return a.view();
        } else {
            return std::remove_cvref_t<A>(a);
        }
    }

  private:
    template <class Function, class... E>
    CHRNN_INLINE static constexpr auto make(E... e) {
        return elementwise<Function, std::index_sequence_for<E...>, E...>(e...);
    }
};

} // namespace chrnn::CHRNN_ABI::detail
