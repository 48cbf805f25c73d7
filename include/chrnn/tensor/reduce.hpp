/// Reductions over any axes as expressions: sum, mean, maximum, minimum and the place of the maximum.
#pragma once

#include <chrnn/tensor/view.hpp>

#include <limits>

namespace chrnn::CHRNN_ABI::detail {

/// The axes of `Shape` that are left when `Axes` are reduced; no axes named means all of them.
template <class Shape, index_t... Axes>
struct reduction_axes {
    static constexpr bool reduced([[maybe_unused]] index_t axis) {
        return sizeof...(Axes) == 0 || ((axis == (Axes < 0 ? Axes + Shape::rank : Axes)) || ...);
    }
    static constexpr index_t kept_count() {
        index_t n = 0;
        for (index_t axis = 0; axis < Shape::rank; ++axis) n += !reduced(axis);
        return n;
    }
    static constexpr index_t kept = kept_count();

    /// The extents of the kept axes (`Kept`) or of the reduced ones.
    template <bool Kept>
    static consteval auto extents_left() {
        if constexpr (((Axes >= Shape::rank || Axes < -Shape::rank) || ...))
            mistake<sentence("a reduction names an axis that the shape ", Shape::text(), " does not have")>();
        std::array<index_t, static_cast<std::size_t>(Kept ? kept : Shape::rank - kept)> all{};
        std::size_t k = 0;
        for (index_t axis = 0; axis < Shape::rank; ++axis)
            if (reduced(axis) != Kept) all[k++] = Shape::extent(axis);
        return all;
    }
    using outer = extents_of<extents_left<true>()>;
    using inner = extents_of<extents_left<false>()>;

    /// The position of `Shape` made of one in `outer` and one in `inner`.
    CHRNN_INLINE static constexpr coordinates<Shape::rank> merge(coordinates<outer::rank> const& o,
                                                                 coordinates<inner::rank> const& i) {
        coordinates<Shape::rank> all;
        index_t from_outer = 0, from_inner = 0;
        for (index_t axis = 0; axis < Shape::rank; ++axis)
            all[axis] = reduced(axis) ? i[from_inner++] : o[from_outer++];
        return all;
    }
};

/// Entries of `E` folded by `Fold` over `Axes`, in row-major order.
template <class Fold, expression E, index_t... Axes>
struct reduced : expression_over<E> {
    using axes = reduction_axes<shape_of<E>, Axes...>;
    using shape = typename axes::outer;
    using scalar = scalar_of<E>;
    static constexpr bool vectorizable = E::vectorizable && Fold::vectorizable && !axes::reduced(shape_of<E>::rank - 1);
    static constexpr bool flat = false;

    E source;
    CHRNN_INLINE constexpr explicit reduced(E e) : source(e) {}

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<shape::rank> const& position) const {
        using inner = typename axes::inner;
        index_t const n = count();
        typename Fold::template state<V> all;
        for (index_t i = 0; i < n; ++i) all.add(source.template at<V>(axes::merge(position, inner::position(i))), i);
        return all.result(n);
    }
    constexpr index_t leading() const { return shape::is_dynamic ? source.leading() : dynamic; }
    constexpr bool clashes(memory_range written, bool) const { return source.clashes(written, true); }

  private:
    CHRNN_INLINE constexpr index_t count() const {
        using inner = typename axes::inner;
        return inner::inner * (inner::is_dynamic ? source.leading() : 1);
    }
};

namespace fold {

// A fold has `vectorizable`, whether it acts on packs, and for a number or pack L a `state<L>`: `add(entry, place)` in
// row-major order of the reduced entries, then `result(count)`.

/// Rows of 256 entries are summed by themselves, which keeps rounding errors small.
struct sum {
    static constexpr bool vectorizable = true;
    template <class V>
    struct state {
        V total = simd_traits<V>::fill(0), row = simd_traits<V>::fill(0);

        CHRNN_INLINE constexpr void add(V entry, index_t place) {
            row = row + entry;
            if (place % 256 == 255) {
                total = total + row;
                row = simd_traits<V>::fill(0);
            }
        }
        CHRNN_INLINE constexpr V result(index_t) const { return total + row; }
    };
};

struct mean {
    static constexpr bool vectorizable = true;
    template <class V>
    struct state : sum::state<V> {
        CHRNN_INLINE constexpr V result(index_t n) const {
            return sum::state<V>::result(n) / simd_traits<V>::fill(static_cast<typename simd_traits<V>::scalar>(n));
        }
    };
};

/// The greatest or the least entry; a NaN is passed over.
template <bool Greatest>
struct extreme {
    static constexpr bool vectorizable = true;
    template <class V>
    struct state {
        static constexpr auto infinity = std::numeric_limits<typename simd_traits<V>::scalar>::infinity();
        V best = simd_traits<V>::fill(Greatest ? -infinity : infinity);

        CHRNN_INLINE constexpr void add(V entry, index_t) { best = function::extreme<Greatest>::value(best, entry); }
        CHRNN_INLINE constexpr V result(index_t) const { return best; }
    };
};

/// The first place of the greatest entry; a NaN is passed over.
struct argmax {
    static constexpr bool vectorizable = false;
    template <class V>
    struct state {
        V best = -std::numeric_limits<V>::infinity();
        index_t where = 0;

        CHRNN_INLINE constexpr void add(V entry, index_t place) {
            if (entry > best) {
                best = entry;
                where = place;
            }
        }
        CHRNN_INLINE constexpr V result(index_t) const { return static_cast<V>(where); }
    };
};

} // namespace fold

template <class Fold, index_t... Axes, class E>
[[nodiscard]] CHRNN_INLINE constexpr auto reduce(E&& e) {
    auto const held = tensor_algebra::held(static_cast<E&&>(e));
    return reduced<Fold, std::remove_cv_t<decltype(held)>, Axes...>(held);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The sum over `Axes` (over all of them if none is named), in a fixed order.
template <index_t... Axes, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto sum(E&& e) {
    return detail::reduce<detail::fold::sum, Axes...>(static_cast<E&&>(e));
}
template <index_t... Axes, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto mean(E&& e) {
    return detail::reduce<detail::fold::mean, Axes...>(static_cast<E&&>(e));
}
template <index_t... Axes, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto max(E&& e) {
    return detail::reduce<detail::fold::extreme<true>, Axes...>(static_cast<E&&>(e));
}
template <index_t... Axes, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto min(E&& e) {
    return detail::reduce<detail::fold::extreme<false>, Axes...>(static_cast<E&&>(e));
}
/// The place of the first maximum over `Axes`, counted in row-major order over them, as a number of the expression's
/// type.
template <index_t... Axes, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto argmax(E&& e) {
    return detail::reduce<detail::fold::argmax, Axes...>(static_cast<E&&>(e));
}

} // namespace chrnn::CHRNN_ABI
