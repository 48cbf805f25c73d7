/// A purpose: what a network is run for.
#pragma once

#include <chrnn/base/abi.hpp>

namespace chrnn::CHRNN_ABI {

/// What a network is run for.
enum class purpose {
    prediction, ///< forward only; nothing outlives the layers that read it, but for the network's output
    inspection, ///< forward only; what comes out of every layer can be looked at
    training,   ///< forward, and backward as far as something is trained: what comes out of those layers, and what goes
                ///< into them, can be looked at as well, unless the next works in place
    input_gradient ///< the same down to the network's input
};

} // namespace chrnn::CHRNN_ABI
