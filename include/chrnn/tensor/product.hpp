/// The matrix product as an expression. Assigned by itself it becomes one call of the backend's `multiply`.
#pragma once

#include <chrnn/tensor/matrix.hpp>
#include <chrnn/tensor/view.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Entry (i, j) is sum_k a(i, k) b(k, j).
template <expression A, expression B>
struct product : expression_over<A, B> {
    using shape = extents<shape_of<A>::extent(0), shape_of<B>::extent(1)>;
    using scalar = scalar_of<A>;
    static constexpr bool vectorizable = false, flat = false;
    static constexpr index_t depth = shape_of<A>::extent(1);

    A a;
    B b;
    CHRNN_INLINE constexpr product(A left, B right) : a(left), b(right) {}

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<2> const& p) const {
        V sum = 0;
        for (index_t k = 0; k < depth; ++k) sum += a.template at<V>({{p[0], k}}) * b.template at<V>({{k, p[1]}});
        return sum;
    }
    constexpr index_t leading() const { return shape::is_dynamic ? a.leading() : dynamic; }
    constexpr bool clashes(memory_range written, bool) const {
        return a.clashes(written, true) || b.clashes(written, true);
    }
};

template <class E>
inline constexpr bool is_product_expression = false;
template <class A, class B>
inline constexpr bool is_product_expression<product<A, B>> = true;
template <class E>
inline constexpr bool is_product = is_product_expression<std::remove_cvref_t<E>>;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The matrix product of two matrices [M, K] and [K, N].
template <detail::term A, detail::term B>
[[nodiscard]] constexpr auto matmul(A&& a, B&& b) {
    using left = detail::shape_of<A>;
    using right = detail::shape_of<B>;
    static_assert(std::is_same_v<detail::scalar_of<A>, detail::scalar_of<B>>,
                  "chrnn: the factors of matmul differ in scalar type");
    if constexpr (left::rank != 2 || right::rank != 2) {
        mistake<sentence("matmul takes two matrices, not the shapes ", left::text(), " and ", right::text())>();
    } else if constexpr (left::extent(1) != right::extent(0)) {
        mistake<sentence("matmul cannot multiply ", left::text(), " by ", right::text(),
                         ": the inner extents differ")>();
    } else {
        static_assert(
            !detail::is_product<A> && !detail::is_product<B>,
            "chrnn: a product inside a product would be computed again for every entry: give it a name first");
        auto const held_a = detail::tensor_algebra::held(static_cast<A&&>(a));
        auto const held_b = detail::tensor_algebra::held(static_cast<B&&>(b));
        return detail::product<std::remove_cv_t<decltype(held_a)>, std::remove_cv_t<decltype(held_b)>>(held_a, held_b);
    }
}

} // namespace chrnn::CHRNN_ABI
