/// A group: the threads that compute one thing together, as kernels of `parallel_for_groups` see them.
#pragma once

#include <chrnn/base/config.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The group of a thread that is alone in it.
struct group_of_one {
    /// Calls `act(i)` for every i below `n`, each in one thread of the group, the same thread for the same i.
    template <class Act>
    CHRNN_INLINE void each(index_t n, Act const& act) const {
        for (index_t i = 0; i < n; ++i) act(i);
    }
    /// The sum of what the threads have, in all of them.
    template <class T>
    CHRNN_INLINE T sum(T own) const {
        return own;
    }
    /// The greatest of what the threads have, none of them NaN, in all of them.
    template <class T>
    CHRNN_INLINE T greatest(T own) const {
        return own;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
