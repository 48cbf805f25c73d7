/// The colour jitter: brightness, contrast and saturation, changed by random factors in random order.
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/brightness.hpp>
#include <chrnn/data/augment/contrast.hpp>
#include <chrnn/data/augment/saturation.hpp>
#include <chrnn/data/dice.hpp>

#include <cmath>
#include <utility>

namespace chrnn::CHRNN_ABI {

/// As torchvision's ColorJitter without hue: a factor is uniform in max(0, 1 - x) .. 1 + x, and a part of 0 is left
/// out. Pixels are rounded after each part.
struct colour_jitter {
    double brightness = 0, contrast = 0, saturation = 0;

    void check() const {
        for (double x : {brightness, contrast, saturation})
            if (!(x >= 0 && x <= 1e38))
                fail("colour_jitter changes a colour by a factor of 1 - x to 1 + x for an x of 0 to 1e38, not ", x);
    }
    void apply(augmented_image& to, dice& random) const {
        struct part {
            double most;
            void (*change)(bitmap&, float);
        };
        std::array<part, 3> parts{{{brightness, detail::change_brightness},
                                   {contrast, detail::change_contrast},
                                   {saturation, detail::change_saturation}}};
        for (std::size_t i : {2u, 1u})
            std::swap(parts[i], parts[static_cast<std::size_t>(random.between(0, static_cast<index_t>(i)))]);
        for (part const& one : parts)
            if (one.most > 0) {
                double const factor = random.within(std::max(0., 1 - one.most), 1 + one.most);
                one.change(to.pixels(), static_cast<float>(factor));
            }
    }
};

} // namespace chrnn::CHRNN_ABI
