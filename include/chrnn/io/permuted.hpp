/// A tensor's numbers with its axes in another order.
#pragma once

#include <chrnn/io/file_shape.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Whether `axes` names each of `count` axes once.
inline bool is_order_of_axes(std::vector<index_t> axes, std::size_t count) {
    std::sort(axes.begin(), axes.end());
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (axes[i] != static_cast<index_t>(i)) return false;
    return axes.size() == count;
}

/// The extents of a tensor whose axis i was axis `axes[i]` of `shape`.
inline std::vector<index_t> permuted_shape(std::vector<index_t> const& shape, std::vector<index_t> const& axes) {
    std::vector<index_t> all;
    for (index_t axis : axes) all.push_back(shape[static_cast<std::size_t>(axis)]);
    return all;
}

/// The order of axes that undoes `axes`.
inline std::vector<index_t> inverse_order(std::vector<index_t> const& axes) {
    std::vector<index_t> all(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) all[static_cast<std::size_t>(axes[i])] = static_cast<index_t>(i);
    return all;
}

/// The numbers of `bytes` bytes each of a row-major tensor of `shape`, in the order of one whose axis i is axis
/// `axes[i]`.
inline std::vector<std::byte> permuted(std::span<std::byte const> data, std::vector<index_t> const& shape,
                                       std::vector<index_t> const& axes, std::size_t bytes) {
    std::size_t const rank = shape.size();
    std::vector<std::size_t> extent(rank), apart(rank), at(rank);
    for (std::size_t i = 0; i < rank; ++i) {
        auto const axis = static_cast<std::size_t>(axes[i]);
        extent[i] = static_cast<std::size_t>(shape[axis]), apart[i] = bytes;
        for (std::size_t k = axis + 1; k < rank; ++k) apart[i] *= static_cast<std::size_t>(shape[k]);
    }
    std::vector<std::byte> all(data.size());
    std::size_t from = 0;
    for (std::size_t to = 0; to < all.size(); to += bytes) {
        std::copy_n(data.data() + from, bytes, all.data() + to);
        for (std::size_t i = rank; i-- > 0;) { // counts on, the last axis first
            from += apart[i];
            if (++at[i] < extent[i]) break;
            from -= apart[i] * extent[i], at[i] = 0;
        }
    }
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
