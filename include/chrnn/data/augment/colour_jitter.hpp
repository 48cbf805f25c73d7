/// The colour jitter: brightness, contrast, saturation and hue, changed at random in random order.
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/brightness.hpp>
#include <chrnn/data/augment/contrast.hpp>
#include <chrnn/data/augment/hue.hpp>
#include <chrnn/data/augment/saturation.hpp>
#include <chrnn/data/dice.hpp>

#include <cmath>
#include <utility>

namespace chrnn::CHRNN_ABI {

/// As torchvision's ColorJitter: a factor is uniform in max(0, 1 - x) .. 1 + x, the hue is turned by -x .. x times the
/// circle of colours, and a part of 0 is left out. Pixels are rounded after each part.
struct colour_jitter {
    double brightness = 0, contrast = 0, saturation = 0;
    double hue = 0; ///< at most 0.5, half way round

    void check() const {
        for (double x : {brightness, contrast, saturation})
            if (!(x >= 0 && x <= 1e38))
                fail("colour_jitter changes a colour by a factor of 1 - x to 1 + x for an x of 0 to 1e38, not ", x);
        if (!(hue >= 0 && hue <= 0.5)) fail("colour_jitter turns the hue by up to x in 0 to 0.5, not ", hue);
    }
    void apply(augmented_image& to, dice& random) const {
        struct part {
            double from, to;
            void (*change)(bitmap&, float);
        };
        auto const factor = [](double x, auto change) { return part{std::max(0., 1 - x), 1 + x, change}; };
        std::array<part, 4> parts{factor(brightness, detail::change_brightness),
                                  factor(contrast, detail::change_contrast),
                                  factor(saturation, detail::change_saturation), part{-hue, hue, detail::change_hue}};
        for (std::size_t i : {3u, 2u, 1u})
            std::swap(parts[i], parts[static_cast<std::size_t>(random.between(0, static_cast<index_t>(i)))]);
        for (part const& one : parts)
            if (one.from < one.to) one.change(to.pixels(), static_cast<float>(random.within(one.from, one.to)));
    }
};

} // namespace chrnn::CHRNN_ABI
