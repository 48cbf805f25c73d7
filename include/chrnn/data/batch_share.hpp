/// A batch share: which batches of an epoch are one process's.
#pragma once

#include <chrnn/base/config.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// Of every `together` batches those in the places `first` to `end` - 1: with no others named, all.
struct batch_share {
    index_t together = 1; ///< the batches of an update
    index_t first = 0, end = 1;

    /// How many of the first `batches` of an epoch are in it.
    index_t among(index_t batches) const {
        return batches / together * (end - first) + std::clamp(batches % together - first, index_t{0}, end - first);
    }
    /// The number in its epoch of the k-th batch that is in it, from 0 on.
    index_t number(index_t k) const { return k / (end - first) * together + first + k % (end - first); }
};

} // namespace chrnn::CHRNN_ABI
