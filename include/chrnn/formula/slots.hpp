/// Named numbers: one slot per name, found by type at no cost.
#pragma once

#include <chrnn/formula/lane.hpp>

namespace chrnn {

template <class Name, class Lane>
struct slot {
    Lane value;
};

/// A number of type `Lane` for every one of `Names`.
template <class Lane, class... Names>
struct slots : slot<Names, Lane>... {
    using lane_type = Lane;

    template <class Name>
    CHRNN_INLINE constexpr Lane& get() {
        return static_cast<slot<Name, Lane>&>(*this).value;
    }
    template <class Name>
    CHRNN_INLINE constexpr Lane const& get() const {
        return static_cast<slot<Name, Lane> const&>(*this).value;
    }
};

} // namespace chrnn
