/// What a model is made with, and what it takes in.
#pragma once

#include <chrnn/backend/device.hpp>
#include <chrnn/base/config.hpp>
#include <chrnn/tensor/expression.hpp>

#include <cstdint>
#include <ranges>

namespace chrnn::CHRNN_ABI {

/// The most samples that a model takes at a time.
struct batch {
    index_t samples;
};
/// What all random numbers of a model follow from.
struct seed {
    std::uint64_t value;
};
/// Threads that a model computes on; 0 means one per processor.
struct threads {
    index_t count = 0;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Images as numbers side by side in memory: a vector, an array, a span.
template <class Range>
concept number_range = std::ranges::contiguous_range<Range> && number_like<std::ranges::range_value_t<Range>>;

} // namespace chrnn::CHRNN_ABI::detail
