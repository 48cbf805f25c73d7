/// A PNG file in memory, made of an image's bytes. The only includer of stb_image_write.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cstdint>
#include <span>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wsign-compare"
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#if __has_include(<stb/stb_image_write.h>)
#include <stb/stb_image_write.h>
#else
#include <stb_image_write.h>
#endif
#undef STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic pop

namespace chrnn::CHRNN_ABI::detail {

/// The bytes of a PNG file that shows `pixels`, [rows, columns, channels], 1 channel (gray) or 3 (RGB). Throws `error`
/// if the pixels do not make that shape or there is no memory.
inline std::vector<std::uint8_t> png(std::span<std::uint8_t const> pixels, index_t rows, index_t columns,
                                     index_t channels) {
    constexpr index_t longest = 1 << 15;
    if ((channels != 1 && channels != 3) || rows < 1 || columns < 1 || rows > longest || columns > longest ||
        static_cast<index_t>(pixels.size()) != rows * columns * channels)
        fail(pixels.size(), " bytes are not an image of ", rows, " x ", columns, " pixels and ", channels,
             " channels, which are to be 1 or 3");
    std::vector<std::uint8_t> file;
    auto const append = [](void* to, void* data, int bytes) {
        auto const* first = static_cast<std::uint8_t const*>(data);
        static_cast<std::vector<std::uint8_t>*>(to)->insert(static_cast<std::vector<std::uint8_t>*>(to)->end(), first,
                                                            first + bytes);
    };
    int const done =
        stbi_write_png_to_func(append, &file, static_cast<int>(columns), static_cast<int>(rows),
                               static_cast<int>(channels), pixels.data(), static_cast<int>(columns * channels));
    if (done == 0) fail("there is no memory for a PNG file of ", rows, " x ", columns, " pixels");
    return file;
}

} // namespace chrnn::CHRNN_ABI::detail
