/// The shape of a tensor as a type: `extents<256, 6, 6>`, row-major, with at most a leading extent left to run time.
#pragma once

#include <chrnn/base/sentence.hpp>

#include <array>
#include <utility>

namespace chrnn::CHRNN_ABI {

/// Stands for an extent known at run time only (the batch); it may come first in `extents` and nowhere else.
inline constexpr index_t dynamic = -1;

/// A position in a tensor: one number per axis.
template <index_t Rank>
struct coordinates {
    index_t at[Rank > 0 ? Rank : 1]{};

    CHRNN_INLINE constexpr index_t& operator[](index_t axis) { return at[axis]; }
    CHRNN_INLINE constexpr index_t operator[](index_t axis) const { return at[axis]; }
    constexpr bool operator==(coordinates const&) const = default;
};

/// A row-major shape. `extents<dynamic, 3, 4>` has n x 3 x 4 entries with n known at run time.
template <index_t... Extents>
struct extents {
    static constexpr index_t rank = sizeof...(Extents);
    static constexpr std::array<index_t, sizeof...(Extents)> values{Extents...};

    /// Extent along `axis`; negative axes count from the last.
    static constexpr index_t extent(index_t axis) {
        return values[static_cast<std::size_t>(axis < 0 ? axis + rank : axis)];
    }

    static constexpr bool is_dynamic = rank > 0 && values[0] == dynamic;

    /// How many entries lie between two neighbours along `axis`.
    static constexpr index_t stride(index_t axis) {
        index_t product = 1;
        for (index_t later = axis + 1; later < rank; ++later) product *= extent(later);
        return product;
    }

    /// Entries per step of the leading axis; all of them where the shape is static.
    static constexpr index_t inner = is_dynamic ? stride(0) : stride(-1);
    static constexpr index_t last = rank == 0 ? 1 : values[rank == 0 ? 0 : rank - 1];

    CHRNN_INLINE static constexpr index_t offset(coordinates<rank> const& position) {
        index_t sum = 0;
        for (index_t axis = 0; axis < rank; ++axis) sum += position[axis] * stride(axis);
        return sum;
    }
    CHRNN_INLINE static constexpr coordinates<rank> position(index_t offset) {
        coordinates<rank> result;
        for (index_t axis = 0; axis < rank; ++axis) {
            result[axis] = offset / stride(axis);
            offset %= stride(axis);
        }
        return result;
    }

    /// "256x6x6"; a run-time extent is written "n".
    static constexpr auto text() {
        fixed_string<60> all;
        if (rank == 0) all.append("a single number");
        for (index_t axis = 0; axis < rank; ++axis) {
            if (axis > 0) all.append("x");
            if (extent(axis) == dynamic)
                all.append("n");
            else
                all.append(extent(axis));
        }
        return all;
    }

  private:
    static consteval bool valid() {
        for (index_t axis = 0; axis < rank; ++axis)
            if (extent(axis) < 1 && !(axis == 0 && extent(axis) == dynamic)) return false;
        return true;
    }
    static_assert(valid(), "chrnn: every extent of a shape is at least 1, and only the first may be `dynamic`");
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// `extents` whose numbers are those of a constexpr array.
template <auto Values, class Places = std::make_index_sequence<Values.size()>>
struct extents_from;
template <auto Values, std::size_t... I>
struct extents_from<Values, std::index_sequence<I...>> {
    using type = extents<Values[I]...>;
};
template <auto Values>
using extents_of = typename extents_from<Values>::type;

} // namespace chrnn::CHRNN_ABI::detail
