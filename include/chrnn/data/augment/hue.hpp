/// Hue: where a colour stands on the circle from red through green and blue back to red.
#pragma once

#include <chrnn/data/augment/blend.hpp>

#include <cmath>

namespace chrnn::CHRNN_ABI::detail {

/// Every colour `turn` times round the circle, towards green for a red; the largest and the smallest channel of a pixel
/// keep their numbers (value and saturation of HSV), and gray images stay as they are.
inline void change_hue(bitmap& image, float turn) {
    if (image.channels != 3) return;
    auto const on_circle = [](float sixths) { return sixths - 6 * std::floor(sixths / 6); };
    std::uint8_t* pixel = image.pixels.data();
    for (index_t i = image.rows * image.columns; i > 0; --i, pixel += 3) {
        auto const r = static_cast<float>(pixel[0]), g = static_cast<float>(pixel[1]), b = static_cast<float>(pixel[2]);
        float const most = std::max({r, g, b}), range = most - std::min({r, g, b});
        if (range == 0) continue;
        float const hue = most == r ? (g - b) / range : most == g ? 2 + (b - r) / range : 4 + (r - g) / range;
        for (index_t c = 0; c < 3; ++c) {
            float const way = on_circle(hue + 6 * turn + 5 - 2 * static_cast<float>(c)); // in sixths
            pixel[c] = nearest_level(most - range * std::clamp(std::min(way, 4 - way), 0.f, 1.f));
        }
    }
}

} // namespace chrnn::CHRNN_ABI::detail
