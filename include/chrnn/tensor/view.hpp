/// A view: a dense row-major tensor in memory that it does not own, the host's or a device's.
#pragma once

#include <chrnn/tensor/elementwise.hpp>

#include <cassert>
#include <span>

namespace chrnn::CHRNN_ABI {

/// `Shape` numbers of type `T` from `data` on; a leading extent of run time is kept beside the pointer.
template <class T, class Shape, location Where = location::host>
struct view : expression_node {
    using shape = Shape;
    using scalar = std::remove_const_t<T>;
    static constexpr bool vectorizable = true, flat = true, writable = !std::is_const_v<T>;
    static constexpr location located = Where;

    T* data = nullptr;
    index_t lead = Shape::is_dynamic ? 0 : dynamic;

    constexpr view() = default;
    /// A static shape at `from`.
    CHRNN_INLINE constexpr explicit view(T* from) requires(!Shape::is_dynamic) : data(from) {}
    /// A shape whose leading extent is `n`.
    CHRNN_INLINE constexpr view(T* from, index_t n) requires(Shape::is_dynamic) : data(from), lead(n) {}
    /// Throws unless the span has the shape's number of entries.
    constexpr explicit view(std::span<T> from) requires(!Shape::is_dynamic) : data(from.data()) {
        if (static_cast<index_t>(from.size()) != Shape::inner)
            fail("a span of ", from.size(), " numbers does not hold a tensor of ", Shape::inner);
    }
    /// As many entries of the leading axis as the span holds; throws unless it holds a whole number of them.
    constexpr explicit view(std::span<T> from) requires(Shape::is_dynamic)
        : data(from.data()), lead(static_cast<index_t>(from.size()) / Shape::inner) {
        if (static_cast<index_t>(from.size()) % Shape::inner != 0)
            fail("a span of ", from.size(), " numbers is not a whole number of times ", Shape::inner);
    }
    /// A view to read only.
    template <class Other>
    requires std::is_same_v<Other, view<std::add_const_t<T>, Shape, Where>>
    constexpr operator Other() const {
        Other result;
        result.data = data;
        result.lead = lead;
        return result;
    }

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<Shape::rank> const& position) const {
        return flat_at<V>(Shape::offset(position));
    }
    template <class V>
    CHRNN_INLINE constexpr V flat_at([[maybe_unused]] index_t offset) const {
        if constexpr (Shape::rank == 0) // a single number is every entry
            return simd_traits<V>::fill(*data);
        else
            return simd_traits<V>::load(data + offset);
    }
    CHRNN_INLINE constexpr T* address(coordinates<Shape::rank> const& position) const {
        return data + Shape::offset(position);
    }
    CHRNN_INLINE constexpr index_t leading() const { return lead; }
    constexpr memory_range memory() const { return {data, data + numbers()}; }
    constexpr bool clashes(memory_range written, bool moved) const {
        return written.overlaps(data, data + numbers()) && (moved || written.begin != data);
    }

    /// How many numbers the view spans.
    [[nodiscard]] CHRNN_INLINE constexpr index_t numbers() const {
        return Shape::inner * (Shape::is_dynamic ? lead : 1);
    }
    [[nodiscard]] constexpr std::span<T> span() const {
        detail::check_reachable<Where>();
        return {data, static_cast<std::size_t>(numbers())};
    }

    /// The entry at a position, one index per axis; an index outside is an assertion's matter.
    template <class... Index>
    requires(sizeof...(Index) == Shape::rank) [[nodiscard]] CHRNN_INLINE constexpr T& operator()(Index... index) const {
        detail::check_reachable<Where>();
        coordinates<Shape::rank> const position{{static_cast<index_t>(index)...}};
        assert(holds(position) && "chrnn: every index lies inside of its axis");
        return data[Shape::offset(position)];
    }

  private:
    constexpr bool holds(coordinates<Shape::rank> const& position) const {
        for (index_t axis = 0; axis < Shape::rank; ++axis)
            if (position[axis] < 0 || position[axis] >= (axis == 0 && Shape::is_dynamic ? lead : Shape::extent(axis)))
                return false;
        return true;
    }
};

} // namespace chrnn::CHRNN_ABI
