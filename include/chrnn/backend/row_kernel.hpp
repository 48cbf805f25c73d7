/// Kernels over rows and columns, and the part of them that belongs to one row.
#pragma once

#include <chrnn/base/config.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Row `row` of a kernel that has nothing to find out about its rows.
template <class Kernel>
struct plain_row {
    Kernel const& kernel;
    index_t row;

    template <class V>
    CHRNN_INLINE void operator()(index_t column) const {
        kernel.template operator()<V>(row, column);
    }
    CHRNN_INLINE void operator()(index_t column) const { kernel(row, column); }
};

} // namespace chrnn::CHRNN_ABI::detail
namespace chrnn::CHRNN_ABI {

/// What the verbs of a backend call with the columns of row `row`: `kernel.row(row)`, in which a kernel finds out once
/// what is the same for the whole row, or else `kernel` itself.
template <class Kernel>
CHRNN_INLINE auto row_of_kernel(Kernel const& kernel, index_t row) {
    if constexpr (requires { kernel.row(row); })
        return kernel.row(row);
    else
        return detail::plain_row<Kernel>{kernel, row};
}

} // namespace chrnn::CHRNN_ABI
