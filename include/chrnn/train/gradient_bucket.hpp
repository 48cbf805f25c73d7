/// A gradient bucket: neighbouring layers whose gradients go to other processes together.
#pragma once

#include <chrnn/base/config.hpp>

#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

struct gradient_bucket {
    index_t layer;      ///< the first one: when its gradients are ready, all are
    index_t begin, end; ///< in the arena of all gradients
};

/// All gradients in buckets of at least so many numbers, the last layers first; `offsets` say where each layer's begin,
/// and the last of them where all end.
inline std::vector<gradient_bucket> gradient_buckets(std::span<index_t const> offsets, index_t least) {
    std::vector<gradient_bucket> all;
    index_t end = offsets.back();
    for (auto layer = std::ssize(offsets) - 1; layer-- > 0;) {
        index_t const begin = offsets[static_cast<std::size_t>(layer)];
        if (end - begin < least && begin > 0) continue;
        if (begin < end) all.push_back({layer, begin, end});
        end = begin;
    }
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
