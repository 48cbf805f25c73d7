/// A block of a workspace: when it is needed, and where it lies.
#pragma once

#include <chrnn/base/config.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// Numbers that something needs from time `begin` to time `end`, both counted. Layer I of n runs forward at time I and
/// backward at time 2 n - 1 - I.
struct memory_block {
    index_t size = 0, begin = 0, end = 0;
    index_t offset = 0; ///< where they lie in the workspace

    constexpr bool meets(memory_block const& other) const { return begin <= other.end && other.begin <= end; }
};

/// Inserts `value` into `n` sorted numbers, after those that do not come after it; there must be space for it.
template <class Before>
constexpr void insert_sorted(index_t* sorted, index_t n, index_t value, Before const& before) {
    for (; n > 0 && before(value, sorted[n - 1]); --n) sorted[n] = sorted[n - 1];
    sorted[n] = value;
}

/// Gives every block a place that overlaps with no block needed at the same time: largest first, each in the lowest gap
/// that it fits. Returns the numbers of memory that they take in all. There are at most `Most`.
template <index_t Most>
constexpr index_t place_blocks(memory_block* blocks, index_t count) {
    index_t order[Most]{}, met[Most]{}, all = 0;
    for (index_t i = 0; i < count; ++i)
        insert_sorted(order, i, i, [&](index_t a, index_t b) { return blocks[a].size > blocks[b].size; });
    for (index_t i = 0; i < count; ++i) {
        memory_block& own = blocks[order[i]];
        index_t n = 0;
        for (index_t j = 0; j < i; ++j)
            if (own.meets(blocks[order[j]])) {
                insert_sorted(met, n, order[j],
                              [&](index_t a, index_t b) { return blocks[a].offset < blocks[b].offset; });
                ++n;
            }
        own.offset = 0;
        for (index_t j = 0; j < n; ++j) {
            memory_block const& other = blocks[met[j]];
            if (own.offset + own.size <= other.offset) break;
            own.offset = std::max(own.offset, other.offset + other.size);
        }
        all = std::max(all, own.offset + own.size);
    }
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
