/// The cutout: a part of the image is made blank (DeVries and Taylor, "Improved regularization of convolutional neural
/// networks with cutout", 2017; Zhong et al., "Random erasing data augmentation", 2020).
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/random_box.hpp>

namespace chrnn::CHRNN_ABI {

/// As torchvision's RandomErasing, which stands behind its Normalize: blank is the mean colour, near 0 to the network.
/// Labels stay. If ten parts in turn do not fit, nothing is cut out.
struct cutout {
    double probability = 0.5;
    std::array<double, 2> share{0.02, 0.33}; ///< of the image's area
    std::array<double, 2> ratio{0.3, 3.3};   ///< height / width of the part

    void check() const {
        detail::check_probability("cutout", probability);
        detail::check_random_box("cutout", share, ratio);
    }
    void apply(augmented_image& to, dice& random) const {
        if (!random.happens(probability)) return;
        auto const drawn = part(to.image().rows, to.image().columns, random);
        if (!drawn) return;
        bitmap& image = to.pixels();
        for (index_t r = drawn->top; r < drawn->top + drawn->rows; ++r)
            for (index_t q = drawn->left; q < drawn->left + drawn->columns; ++q)
                std::copy_n(to.blank().begin(), image.channels,
                            image.pixels.data() + (r * image.columns + q) * image.channels);
    }
    /// Of an image of `rows` x `columns`.
    std::optional<detail::pixel_box> part(index_t rows, index_t columns, dice& random) const {
        return detail::random_box{share, {1 / ratio[1], 1 / ratio[0]}, 1}.draw(rows, columns, random);
    }
};

} // namespace chrnn::CHRNN_ABI
