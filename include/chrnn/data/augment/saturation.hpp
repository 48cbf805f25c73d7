/// Saturation: how far a colour is from its own gray.
#pragma once

#include <chrnn/data/augment/blend.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Every pixel `factor` times as far from its gray; gray images stay as they are.
inline void change_saturation(bitmap& image, float factor) {
    if (image.channels != 3) return;
    std::uint8_t* pixel = image.pixels.data();
    for (index_t i = image.rows * image.columns; i > 0; --i, pixel += 3) {
        float const rest = (1 - factor) * gray_of(pixel);
        for (index_t c = 0; c < 3; ++c) pixel[c] = nearest_level(factor * static_cast<float>(pixel[c]) + rest);
    }
}

} // namespace chrnn::CHRNN_ABI::detail
