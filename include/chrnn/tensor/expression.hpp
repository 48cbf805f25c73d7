/// Tensor expressions: values that say what each entry is, evaluated in one pass when they are assigned.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/formula/operators.hpp>
#include <chrnn/shape/extents.hpp>
#include <chrnn/tensor/location.hpp>

#include <cstdint>

namespace chrnn::CHRNN_ABI {

/// An expression is small, trivially copyable, and holds pointers, never references.
/// requires: `shape` (extents), `scalar`; `at<V>(position)`, the entry there, or with a wider `V` the entries
/// from there along the last axis; `vectorizable`, whether that is allowed; `flat` and `flat_at<V>(offset)`, whether
/// the entries can be read by row-major offset; `leading()`, the run-time leading extent, or `dynamic` where there is
/// none; `clashes(written, moved)`, whether writing that memory entry by entry would spoil what is read later; `moved`
/// says that entries are not read where they are written; `located`, where it lies. One that can be written to has
/// `writable`, `address(position)` and `memory()`, the memory that its addresses lie in.
template <class T>
concept expression = detail::term<T> && requires {
    typename std::remove_cvref_t<T>::shape;
    typename std::remove_cvref_t<T>::scalar;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <expression E>
using shape_of = typename std::remove_cvref_t<E>::shape;
template <expression E>
using scalar_of = typename std::remove_cvref_t<E>::scalar;

struct tensor_algebra;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The base of an expression without operands, which says itself where it is `located`.
struct expression_node {
    using algebra = detail::tensor_algebra;
};

/// The base of an expression over others, which lies where they lie.
template <expression... Operands>
struct expression_over {
    using algebra = detail::tensor_algebra;
    static constexpr location located = detail::common_location<Operands...>::value;
    static_assert(detail::common_location<Operands...>::exists,
                  "chrnn: an expression does not reach across host and device: assign its tensors to one side first");
};

/// How many entries an expression has.
template <expression E>
[[nodiscard]] CHRNN_INLINE constexpr index_t size(E const& e) {
    return detail::shape_of<E>::inner * (detail::shape_of<E>::is_dynamic ? e.leading() : 1);
}

/// Memory that is about to be written.
struct memory_range {
    void const* begin;
    void const* end;
    constexpr bool overlaps(void const* first, void const* last) const { return first < end && begin < last; }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// One number, everywhere.
template <class T>
struct constant : expression_node {
    using shape = extents<>;
    using scalar = T;
    static constexpr bool vectorizable = true, flat = true;
    static constexpr location located = location::anywhere;
    T value;
    CHRNN_INLINE constexpr explicit constant(T v) : value(v) {}

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<0>) const {
        return simd_traits<V>::fill(value);
    }
    template <class V>
    CHRNN_INLINE constexpr V flat_at(index_t) const {
        return simd_traits<V>::fill(value);
    }
    constexpr index_t leading() const { return dynamic; }
    constexpr bool clashes(memory_range, bool) const { return false; }
};

/// The leading extent that two operands agree on; throws where they have different ones.
constexpr index_t agreed_leading(index_t a, index_t b) {
    if (a != dynamic && b != dynamic && a != b) fail("the leading extents of two operands differ: ", a, " and ", b);
    return a != dynamic ? a : b;
}

} // namespace chrnn::CHRNN_ABI::detail
