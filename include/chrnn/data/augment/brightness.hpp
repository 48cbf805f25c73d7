/// Brightness: how far a colour is from black.
#pragma once

#include <chrnn/data/augment/blend.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Every pixel `factor` times as bright, at most white.
inline void change_brightness(bitmap& image, float factor) { blend_with(image, 0, factor); }

} // namespace chrnn::CHRNN_ABI::detail
