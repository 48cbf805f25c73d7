/// The random resized crop: a part of the image, resized to what the network takes (Szegedy et al., "Going deeper with
/// convolutions", 2015).
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/random_box.hpp>

namespace chrnn::CHRNN_ABI {

/// As torchvision's RandomResizedCrop: if ten parts in turn do not fit into the image, its centre is taken.
struct random_resized_crop {
    std::array<double, 2> share{0.08, 1};          ///< of the image's area
    std::array<double, 2> ratio{3. / 4., 4. / 3.}; ///< width / height of the part

    void check() const { detail::check_random_box("random_resized_crop", share, ratio); }
    void apply(augmented_image& to, dice& random) const {
        to.resize_part(part(to.image().rows, to.image().columns, random), to.rows(), to.columns());
    }
    /// Of an image of `rows` x `columns`.
    detail::pixel_box part(index_t rows, index_t columns, dice& random) const {
        if (auto const drawn = detail::random_box{share, ratio}.draw(rows, columns, random)) return *drawn;
        auto const width = static_cast<double>(columns), height = static_cast<double>(rows);
        index_t const down = width / height < ratio[0] ? std::lround(width / ratio[0]) : rows;
        index_t const across = width / height > ratio[1] ? std::lround(height * ratio[1]) : columns;
        return detail::centre_box(std::max<index_t>(1, down), std::max<index_t>(1, across), rows, columns);
    }
};

} // namespace chrnn::CHRNN_ABI
