/// A device: which of a machine's GPUs computes.
#pragma once

#include <chrnn/base/abi.hpp>

namespace chrnn::CHRNN_ABI {

/// The GPU of that number, counted from 0 as the CUDA runtime does.
struct device {
    int number;
};

} // namespace chrnn::CHRNN_ABI
