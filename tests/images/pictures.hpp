/// Pictures made up for tests, and the files that they make.
#pragma once

#include <chrnn/data/bitmap.hpp>

#include <span>
#include <string>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

/// A picture with a slope in each channel, so that its compression loses little.
inline chrnn::bitmap any_picture(chrnn::index_t rows, chrnn::index_t columns, chrnn::index_t channels, int seed = 0) {
    chrnn::bitmap image(rows, columns, channels);
    for (chrnn::index_t r = 0; r < rows; ++r)
        for (chrnn::index_t q = 0; q < columns; ++q)
            for (chrnn::index_t c = 0; c < channels; ++c)
                image.at(r, q, c) = static_cast<std::uint8_t>((3 * r + 2 * q + 50 * c + 20 * seed) % 200 + 20);
    return image;
}

/// The picture as a file of the given kind ("jpg", "png" or "bmp").
inline std::vector<std::byte> encoded(chrnn::bitmap const& image, std::string const& kind) {
    std::vector<std::byte> bytes;
    auto const append = [](void* to, void* data, int size) {
        auto const* const first = static_cast<std::byte const*>(data);
        static_cast<std::vector<std::byte>*>(to)->insert(static_cast<std::vector<std::byte>*>(to)->end(), first,
                                                         first + size);
    };
    int const w = static_cast<int>(image.columns), h = static_cast<int>(image.rows),
              n = static_cast<int>(image.channels);
    if (kind == "jpg") stbi_write_jpg_to_func(append, &bytes, w, h, n, image.pixels.data(), 95);
    if (kind == "png") stbi_write_png_to_func(append, &bytes, w, h, n, image.pixels.data(), w * n);
    if (kind == "bmp") stbi_write_bmp_to_func(append, &bytes, w, h, n, image.pixels.data());
    return bytes;
}
