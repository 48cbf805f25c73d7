/// The grayscale: an image loses its colours.
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/saturation.hpp>
#include <chrnn/data/dice.hpp>

namespace chrnn::CHRNN_ABI {

/// As torchvision's RandomGrayscale: the channels of a pixel become equal.
struct grayscale {
    double probability = 0.1;

    void check() const { detail::check_probability("grayscale", probability); }
    void apply(augmented_image& to, dice& random) const {
        if (random.happens(probability) && to.image().channels == 3) detail::change_saturation(to.pixels(), 0);
    }
};

} // namespace chrnn::CHRNN_ABI
