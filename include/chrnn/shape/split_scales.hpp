/// The scales of a batch's features, each as a batch of maps of its own.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/shape/feature_shape.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// What came out of a pyramid or a hierarchy, [n, s.size()], scale by scale, fine to coarse: [n, C, R, S] each. Throws
/// unless `batch` holds whole samples of shape `s`.
template <class T>
std::vector<std::vector<T>> split_scales(std::span<T const> batch, feature_shape const& s) {
    index_t const n = std::ssize(batch) / s.size();
    if (n * s.size() != std::ssize(batch))
        fail(batch.size(), " numbers are not whole samples of ", s.size(), ", those of ", s.text().view());
    std::vector<std::vector<T>> scales;
    for (index_t l = 0; l < s.scales; ++l) {
        index_t const begin = s.offset(l), size = s.offset(l + 1) - begin;
        auto& maps = scales.emplace_back(static_cast<std::size_t>(n * size));
        for (index_t i = 0; i < n; ++i) std::copy_n(batch.data() + i * s.size() + begin, size, maps.data() + i * size);
    }
    return scales;
}

} // namespace chrnn::CHRNN_ABI
