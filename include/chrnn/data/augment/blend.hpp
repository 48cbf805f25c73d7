/// Blending: mixtures of an image with a gray that may lie beyond either of the two, as torchvision changes colours.
#pragma once

#include <chrnn/data/bitmap.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// The number between 0 and 255 that is nearest to `x`; 0 for NaN.
inline std::uint8_t nearest_level(float x) {
    return static_cast<std::uint8_t>(static_cast<int>(std::min(std::max(0.f, x), 255.f) + 0.5f));
}
/// The gray of a colour, by the weights of ITU-R BT.601.
inline float gray_of(std::uint8_t const* rgb) {
    return 0.2989f * static_cast<float>(rgb[0]) + 0.587f * static_cast<float>(rgb[1]) +
           0.114f * static_cast<float>(rgb[2]);
}

/// factor * image + (1 - factor) * gray.
inline void blend_with(bitmap& image, float gray, float factor) {
    float const rest = (1 - factor) * gray;
    for (std::uint8_t& x : image.pixels) x = nearest_level(factor * static_cast<float>(x) + rest);
}

} // namespace chrnn::CHRNN_ABI::detail
