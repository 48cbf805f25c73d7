/// Named numbers: one slot per name, found by type at no cost.
#pragma once

#include <chrnn/formula/simd_traits.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <class Name, class V>
struct slot {
    V value;
};

/// A number of type `V` for every one of `Names`.
template <class V, class... Names>
struct slots : slot<Names, V>... {
    using lane_type = V;

    template <class Name>
    CHRNN_INLINE constexpr V& get() {
        return static_cast<slot<Name, V>&>(*this).value;
    }
    template <class Name>
    CHRNN_INLINE constexpr V const& get() const {
        return static_cast<slot<Name, V> const&>(*this).value;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
