/// The shape that several shapes broadcast to: axes are matched from the last, and an extent of 1 repeats.
#pragma once

#include <chrnn/shape/extents.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The common shape of `Shapes`; ends the compilation with one sentence where there is none.
template <class... Shapes>
struct broadcast;

template <class Shape>
struct broadcast<Shape> {
    using shape = Shape;
};

template <class A, class B, class... Rest>
struct broadcast<A, B, Rest...> {
    static constexpr index_t rank = A::rank > B::rank ? A::rank : B::rank;

    static constexpr index_t from_last(auto s, index_t axis) { return axis < s.rank ? s.extent(s.rank - 1 - axis) : 1; }

    static consteval bool compatible() {
        for (index_t axis = 0; axis < rank; ++axis) {
            index_t const a = from_last(A{}, axis), b = from_last(B{}, axis);
            if (a != b && a != 1 && b != 1) return false;
            if ((a == dynamic || b == dynamic) && axis != rank - 1) return false;
        }
        return true;
    }
    static consteval auto values() {
        if constexpr (!compatible())
            mistake<sentence(
                "the shapes ", A::text(), " and ", B::text(),
                " do not fit together: from the last axis on, extents must be equal or 1",
                A::is_dynamic || B::is_dynamic ? ", and n, known at run time, comes first and equals only n" : "")>();
        std::array<index_t, static_cast<std::size_t>(rank)> all{};
        for (index_t axis = 0; axis < rank; ++axis) {
            index_t const a = from_last(A{}, axis), b = from_last(B{}, axis);
            all[static_cast<std::size_t>(rank - 1 - axis)] = a == 1 ? b : a;
        }
        return all;
    }
    using shape = typename broadcast<extents_of<values()>, Rest...>::shape;
};

/// The position in a tensor of shape `From` that a position in the broadcast shape reads.
template <class From, index_t Rank>
CHRNN_INLINE constexpr coordinates<From::rank> project(coordinates<Rank> const& position) {
    coordinates<From::rank> result;
    for (index_t axis = 0; axis < From::rank; ++axis)
        result[axis] = From::extent(axis) == 1 ? 0 : position[Rank - From::rank + axis];
    return result;
}

} // namespace chrnn::CHRNN_ABI::detail
