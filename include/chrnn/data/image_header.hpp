/// The header of an image file: what is known of it before it is decoded.
#pragma once

#include <chrnn/base/config.hpp>

#include <string>

namespace chrnn::CHRNN_ABI::detail {

struct image_header {
    index_t rows = 0, columns = 0; ///< 0 where it does not say
    index_t memory = 0;            ///< bytes that decoding takes at most
    index_t scans = 1;             ///< how often all pixels are gone over
    index_t data_end = 0;          ///< behind the pixels of a PNG
    index_t divisor = 1;           ///< the decoder may divide both sides by this, if it can
    bool complete = false;         ///< whether the file goes on to its end, and is long enough for its pixels
    std::string problem{};         ///< why it is not decoded, whatever its size
};

} // namespace chrnn::CHRNN_ABI::detail
