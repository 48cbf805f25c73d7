/// Expressions under other shapes: repeated to a larger one, or the same numbers in another.
#pragma once

#include <chrnn/tensor/reindex.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A shape that extents of 1 and missing leading axes are repeated to.
template <class Target>
struct repetition {
    static constexpr bool one_to_one = false;
    template <class Shape>
    static consteval auto values() {
        if constexpr (!std::is_same_v<typename broadcast<Shape, Target>::shape, Target>)
            mistake<sentence("the shape ", Shape::text(), " cannot be repeated to ", Target::text())>();
        return Target::values;
    }
    template <class Shape>
    static constexpr bool steps_last = Shape::last == Target::last;
    template <class Shape>
    CHRNN_INLINE static constexpr coordinates<Shape::rank> source(coordinates<Target::rank> const& position) {
        return project<Shape>(position);
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `broadcast_to<extents<5, 3>>(x)`: x repeated to that shape.
template <class Shape, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto broadcast_to(E&& e) {
    return detail::reindex<detail::repetition<Shape>>(static_cast<E&&>(e));
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The same numbers in the same row-major order under another shape.
template <class Target>
struct reshaping {
    static constexpr bool one_to_one = true;
    template <class Shape>
    static consteval auto values() {
        return Target::values;
    }
    template <class Shape>
    static constexpr bool steps_last = false;
    template <class Shape>
    CHRNN_INLINE static constexpr coordinates<Shape::rank> source(coordinates<Target::rank> const& position) {
        return Shape::position(Target::offset(position));
    }
};

template <class Target, class T, class Shape, location Where>
[[nodiscard]] CHRNN_INLINE constexpr auto reshaped(view<T, Shape, Where> const& e) {
    if constexpr (Target::is_dynamic)
        return view<T, Target, Where>(e.data, e.lead);
    else
        return view<T, Target, Where>(e.data);
}
template <class Target, expression E>
[[nodiscard]] CHRNN_INLINE constexpr auto reshaped(E const& e) {
    return reindex<reshaping<Target>>(e);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `reshape<extents<6, 2>>(x)`. Of a view or a tensor it is a view; of another expression it is an expression.
template <class Target, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto reshape(E&& e) {
    using from = detail::shape_of<E>;
    if constexpr (from::is_dynamic != Target::is_dynamic || from::inner != Target::inner)
        mistake<sentence("the shape ", from::text(), " cannot be reshaped to ", Target::text())>();
    return detail::reshaped<Target>(detail::tensor_algebra::held(static_cast<E&&>(e)));
}

} // namespace chrnn::CHRNN_ABI
