/// What the decoding of one image may take, and may spare: a file from elsewhere does not decide that.
#pragma once

#include <chrnn/base/config.hpp>

namespace chrnn::CHRNN_ABI {

/// All are judged by an image's header, before memory is taken; an image that exceeds one is refused by its name.
struct image_limits {
    index_t bytes = index_t{1} << 28;  ///< of the file
    index_t pixels = index_t{1} << 26; ///< such as 8192 x 8192
    index_t memory = index_t{3} << 29; ///< bytes that the decoder takes, which also bounds what the file unpacks to
    index_t work = index_t{1} << 28;   ///< pixels times scans of a JPEG, which its decoding takes time for

    /// Whether data sets that resize may have libjpeg decode a JPEG at a half, a quarter or an eighth of its sides,
    /// where that leaves no remainder and at least twice the sides wanted, as Pillow's `thumbnail` does. It takes less
    /// time and memory, and pixels come out a few gray levels different.
    bool draft = false;
};

} // namespace chrnn::CHRNN_ABI
