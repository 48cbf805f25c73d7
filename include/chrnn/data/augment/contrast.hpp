/// Contrast: how far a colour is from the image's mean gray.
#pragma once

#include <chrnn/data/augment/blend.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The mean of the pixels' grays.
inline float mean_gray(bitmap const& image) {
    index_t const channels = image.channels;
    std::int64_t sums[3] = {};
    for (std::size_t i = 0; i < image.pixels.size(); i += static_cast<std::size_t>(channels))
        for (index_t c = 0; c < channels; ++c) sums[c] += image.pixels[i + static_cast<std::size_t>(c)];
    auto const sum = [&](int c) { return static_cast<double>(sums[c]); };
    double const all = channels == 1 ? sum(0) : 0.2989 * sum(0) + 0.587 * sum(1) + 0.114 * sum(2);
    return static_cast<float>(all / static_cast<double>(image.rows * image.columns));
}

/// Every pixel `factor` times as far from the mean gray, within black and white.
inline void change_contrast(bitmap& image, float factor) { blend_with(image, mean_gray(image), factor); }

} // namespace chrnn::CHRNN_ABI::detail
