/// The record of exchanges: what adding up gradients with other processes costs.
#pragma once

#include <chrnn/base/abi.hpp>

#include <cstdint>

namespace chrnn::CHRNN_ABI {

/// What was sent to other processes to add up gradients, so far.
struct exchange_record {
    std::uint64_t bytes = 0;
    double seconds = 0; ///< that messages, sums of what came, and waiting for others took from everything else
};

} // namespace chrnn::CHRNN_ABI
