/// The decoders of JPEG and PNG: stb_image, and in its place a library whose header is a part of the program.
#pragma once

#include <chrnn/data/stb_decoder.hpp>

#include <atomic>

namespace chrnn::CHRNN_ABI::detail {

/// Decodes a file in which its header has found no fault to 1 or 3 channels; what is damaged gives an image without
/// pixels. It takes its memory from the budget, and notes there what went wrong with that.
using image_decoder = bitmap (*)(std::span<std::byte const>, image_header const&, index_t channels, decoding_budget&);

// Variables, so that files of a program that include other decoders still share one `decode`. A header with a decoder
// sets its own before main begins.
inline std::atomic<image_decoder> jpeg_decoder = decode_by_stb, png_decoder = decode_by_stb;

} // namespace chrnn::CHRNN_ABI::detail
