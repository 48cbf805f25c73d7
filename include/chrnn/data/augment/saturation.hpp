/// Saturation: how far a colour is from its own gray.
#pragma once

#include <chrnn/data/augment/blend.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Every pixel of a colour image `factor` times as far from its gray.
inline void change_saturation(bitmap& image, float factor) { blend_with_gray(image, factor); }

} // namespace chrnn::CHRNN_ABI::detail
