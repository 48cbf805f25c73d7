/// The policy towards an image that cannot be read.
#pragma once

namespace chrnn {

/// What to do about an image that cannot be read.
enum class bad_file {
    fatal, ///< throw the `error` that names it
    skip   ///< leave it out
};

} // namespace chrnn
