/// Expressions seen through other indices: slices, transposes, permutations and flips.
#pragma once

#include <chrnn/tensor/view.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The entries of `E` at positions that `Map` computes. It can be written to where `E` can.
/// A map has for a source of `Shape`: `values<Shape>()`, the extents that are seen; `source<Shape>(position)`;
/// `steps_last<Shape>`, whether neighbours along the last axis stay neighbours in memory. `one_to_one` says whether no
/// entry of the source is seen twice.
template <class Map, expression E>
struct reindexed : expression_over<E> {
    using source_shape = shape_of<E>;
    using shape = extents_of<Map::template values<source_shape>()>;
    using scalar = scalar_of<E>;
    static constexpr bool vectorizable = E::vectorizable && Map::template steps_last<source_shape>;
    static constexpr bool flat = false;
    static constexpr bool writable = Map::one_to_one && requires { requires E::writable; };

    E source;
    CHRNN_INLINE constexpr explicit reindexed(E e) : source(e) {}

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<shape::rank> const& position) const {
        return source.template at<V>(Map::template source<source_shape>(position));
    }
    CHRNN_INLINE constexpr auto* address(coordinates<shape::rank> const& position) const requires writable {
        return source.address(Map::template source<source_shape>(position));
    }
    constexpr index_t leading() const { return shape::is_dynamic ? source.leading() : dynamic; }
    constexpr memory_range memory() const requires writable { return source.memory(); }
    constexpr bool clashes(memory_range written, bool) const { return source.clashes(written, true); }
};

template <class Map, class E>
[[nodiscard]] CHRNN_INLINE constexpr auto reindex(E&& e) {
    auto const held = tensor_algebra::held(static_cast<E&&>(e));
    return reindexed<Map, std::remove_cv_t<decltype(held)>>(held);
}

/// The last of some numbers.
template <index_t... Numbers>
consteval index_t last_of() {
    index_t last = 0;
    ((last = Numbers), ...);
    return last;
}

/// Axis `Axes[k]` of the source becomes axis k.
template <index_t... Axes>
struct permutation {
    static constexpr bool one_to_one = true;

    /// Whether every axis of a shape of this rank stands in `Axes` once.
    static consteval bool complete(index_t rank) {
        index_t found = 0;
        for (index_t axis = 0; axis < rank; ++axis) found += ((Axes == axis) || ...);
        return found == rank && rank == sizeof...(Axes);
    }
    template <class Shape>
    static consteval auto values() {
        if constexpr (!complete(Shape::rank)) {
            mistake<sentence("a permutation of the shape ", Shape::text(), " names each of its ", Shape::rank,
                             " axes once, from 0 on")>();
            return Shape::values;
        } else {
            constexpr std::array<index_t, sizeof...(Axes)> all{Shape::extent(Axes)...};
            if constexpr (Shape::is_dynamic && all[0] != dynamic) {
                mistake<sentence("a permutation of the shape ", Shape::text(), " leaves its run-time extent first")>();
                return Shape::values;
            } else {
                return all;
            }
        }
    }
    template <class Shape>
    static constexpr bool steps_last = last_of<Axes...>() == Shape::rank - 1;
    template <class Shape>
    CHRNN_INLINE static constexpr coordinates<Shape::rank> source(coordinates<Shape::rank> const& position) {
        coordinates<Shape::rank> result;
        index_t axis = 0;
        ((result[Axes] = position[axis++]), ...);
        return result;
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `permute<1, 2, 0>(x)`: axis k of the result is axis `Axes[k]` of x.
template <index_t... Axes, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto permute(E&& e) {
    return detail::reindex<detail::permutation<Axes...>>(static_cast<E&&>(e));
}

/// The transpose of a matrix.
template <detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto transpose(E&& e) {
    if constexpr (detail::shape_of<E>::rank != 2)
        mistake<sentence("transpose takes a matrix, not the shape ", detail::shape_of<E>::text())>();
    else
        return permute<1, 0>(static_cast<E&&>(e));
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Entries `Begin` to `End` - 1 of one axis.
template <index_t Axis, index_t Begin, index_t End>
struct range_of_axis {
    static constexpr bool one_to_one = true;
    template <class Shape>
    static consteval auto values() {
        if constexpr (Axis < 0 || Axis >= Shape::rank)
            mistake<sentence("a slice along axis ", Axis, " does not fit the shape ", Shape::text())>();
        else if constexpr (Shape::extent(Axis) == dynamic || Begin < 0 || End <= Begin || End > Shape::extent(Axis))
            mistake<sentence("a slice from ", Begin, " to ", End, " along axis ", Axis, " does not fit the shape ",
                             Shape::text())>();
        auto all = Shape::values;
        if constexpr (Axis >= 0 && Axis < Shape::rank) all[static_cast<std::size_t>(Axis)] = End - Begin;
        return all;
    }
    template <class Shape>
    static constexpr bool steps_last = true;
    template <class Shape>
    CHRNN_INLINE static constexpr coordinates<Shape::rank> source(coordinates<Shape::rank> position) {
        position[Axis] += Begin;
        return position;
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `slice_of<Axis, Begin, End>(x)`: entries Begin .. End - 1 along `Axis`.
template <index_t Axis, index_t Begin, index_t End, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto slice_of(E&& e) {
    return detail::reindex<detail::range_of_axis<Axis, Begin, End>>(static_cast<E&&>(e));
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// One axis backwards.
template <index_t Axis>
struct reversal {
    static constexpr bool one_to_one = true;
    template <class Shape>
    static consteval auto values() {
        if constexpr (Axis < 0 || Axis >= Shape::rank || Shape::extent(Axis) == dynamic)
            mistake<sentence("flip along axis ", Axis, " does not fit the shape ", Shape::text())>();
        return Shape::values;
    }
    template <class Shape>
    static constexpr bool steps_last = Axis != Shape::rank - 1;
    template <class Shape>
    CHRNN_INLINE static constexpr coordinates<Shape::rank> source(coordinates<Shape::rank> position) {
        position[Axis] = Shape::extent(Axis) - 1 - position[Axis];
        return position;
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `flip<Axis>(x)`: x backwards along `Axis`.
template <index_t Axis, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto flip(E&& e) {
    return detail::reindex<detail::reversal<Axis>>(static_cast<E&&>(e));
}

} // namespace chrnn::CHRNN_ABI
