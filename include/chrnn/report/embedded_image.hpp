/// An embedded image: pixels drawn into a picture, which holds them as a PNG file inside its own.
#pragma once

#include <chrnn/report/base64.hpp>
#include <chrnn/report/png.hpp>
#include <chrnn/report/svg.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// Pixels [rows, columns, channels], 1 channel (gray) or 3 (RGB), that somebody else holds.
struct image_view {
    std::span<std::uint8_t const> pixels;
    index_t rows, columns, channels;

    /// Whether the pixels make that shape.
    bool whole() const {
        auto const most = std::ssize(pixels);
        return rows >= 1 && columns >= 1 && (channels == 1 || channels == 3) && rows <= most && columns <= most &&
               rows * columns * channels == most;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// `image` with blocks of pixels averaged so that neither side is longer than `longest`; its bytes go to `storage`.
/// requires: the image is whole.
inline image_view shrunk(image_view image, index_t longest, std::vector<std::uint8_t>& storage) {
    index_t const block = (std::max(image.rows, image.columns) + longest - 1) / longest;
    if (block <= 1) return image;
    index_t const rows = (image.rows + block - 1) / block, columns = (image.columns + block - 1) / block;
    storage.clear();
    for (index_t row = 0; row < image.rows; row += block)
        for (index_t column = 0; column < image.columns; column += block)
            for (index_t channel = 0; channel < image.channels; ++channel) {
                index_t sum = 0, count = 0;
                for (index_t r = row; r < std::min(row + block, image.rows); ++r)
                    for (index_t c = column; c < std::min(column + block, image.columns); ++c, ++count)
                        sum +=
                            image.pixels[static_cast<std::size_t>((r * image.columns + c) * image.channels + channel)];
                storage.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
            }
    return {storage, rows, columns, image.channels};
}

/// Where an image lies in a picture: its corner, and the length that a pixel has there.
struct image_place {
    double x, y, pixel;
};

/// Draws the image as large as it fits the square of `side` at (x, y), in its middle; pixels stay sharp where they are
/// much enlarged. Throws `error` if its bytes do not make its shape.
inline image_place draw_image(svg& picture, image_view const& image, double x, double y, double side) {
    if (!image.whole())
        fail("an image in a picture has ", image.pixels.size(), " bytes, not ", image.rows, " x ", image.columns, " x ",
             image.channels);
    std::vector<std::uint8_t> storage;
    image_view const kept = shrunk(image, static_cast<index_t>(2 * side), storage);
    auto const columns = static_cast<double>(image.columns), rows = static_cast<double>(image.rows);
    double const pixel = side / std::max(columns, rows), w = pixel * columns, h = pixel * rows;
    image_place const place{x + (side - w) / 2, y + (side - h) / 2, pixel};
    std::string const data = base64(png(kept.pixels, kept.rows, kept.columns, kept.channels));
    picture.image(place.x, place.y, w, h, "data:image/png;base64," + data, pixel >= 2);
    return place;
}

} // namespace chrnn::CHRNN_ABI::detail
