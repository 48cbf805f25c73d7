/// The policy towards an image that cannot be read.
#pragma once

#include <chrnn/base/abi.hpp>

namespace chrnn::CHRNN_ABI {

/// What to do about an image that cannot be read.
enum class bad_file {
    fatal, ///< throw the `error` that names it
    skip   ///< leave it out
};

} // namespace chrnn::CHRNN_ABI
