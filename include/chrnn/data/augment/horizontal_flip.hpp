/// The horizontal flip: left and right change places.
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/dice.hpp>

namespace chrnn::CHRNN_ABI {

/// As torchvision's RandomHorizontalFlip.
struct horizontal_flip {
    double probability = 0.5;

    void check() const { detail::check_probability("horizontal_flip", probability); }
    void apply(augmented_image& to, dice& random) const {
        if (!random.happens(probability)) return;
        index_t const rows = to.image().rows, columns = to.image().columns;
        to.redraw(rows, columns, to.image().channels == 1 ? mirror<1> : mirror<3>,
                  [&](index_t r, index_t q) { return (r + 1) * columns - 1 - q; });
    }

  private:
    template <index_t Channels>
    static void mirror(bitmap const& from, bitmap& to) {
        index_t const rows = from.rows, columns = from.columns;
        std::uint8_t* out = to.pixels.data();
        std::uint8_t const* end = from.pixels.data(); // of a row
        for (index_t r = 0; r < rows; ++r) {
            std::uint8_t const* pixel = end += columns * Channels;
            for (index_t q = 0; q < columns; ++q, out += Channels) {
                pixel -= Channels;
                for (index_t c = 0; c < Channels; ++c) out[c] = pixel[c];
            }
        }
    }
};

} // namespace chrnn::CHRNN_ABI
