/// The decoder: a bitmap from the bytes of a JPEG, PNG or BMP file, by stb_image.
#pragma once

#include <chrnn/data/bitmap.hpp>
#include <chrnn/data/image_format.hpp>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <memory>
#include <string>

#ifdef STBI_INCLUDE_STB_IMAGE_H
#error "chrnn: include <chrnn/images.hpp> before stb_image.h, which it sets up for itself"
#endif

namespace chrnn::CHRNN_ABI::detail {

/// `realloc` that zeroes what it adds. With `calloc`, it keeps stb_image from showing old memory when a file is
/// damaged.
inline void* zeroing_realloc(void* old, std::size_t old_size, std::size_t size) {
    void* const memory = std::realloc(old, size);
    if (memory && size > old_size) std::memset(static_cast<char*>(memory) + old_size, 0, size - old_size);
    return memory;
}

} // namespace chrnn::CHRNN_ABI::detail

#define STBI_MALLOC(size) std::calloc(1, size)
#define STBI_REALLOC_SIZED(old, old_size, size) chrnn::detail::zeroing_realloc(old, old_size, size)
#define STBI_FREE(memory) std::free(memory)
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_FAILURE_STRINGS // one of them is not thread-safe
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_BMP
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop
#undef STB_IMAGE_IMPLEMENTATION
#undef STBI_MALLOC
#undef STBI_REALLOC_SIZED
#undef STBI_FREE

namespace chrnn::CHRNN_ABI {

/// Decodes an image to 1 or 3 channels; transparency and orientation tags are ignored. Throws an error with `name` in
/// it when the bytes are no JPEG, PNG or BMP, are damaged or cut short, or hold more than `most_pixels` pixels (which
/// is found out before memory is taken).
inline bitmap decode(std::span<std::byte const> bytes, index_t channels, std::string const& name,
                     index_t most_pixels = index_t{1} << 26) {
    auto const refuse = [&](auto const&... reason) { fail("cannot read '", name, "': ", reason...); };
    detail::image_format const format = detail::format_of(bytes);
    if (bytes.empty()) refuse("it is empty");
    if (format == detail::image_format::unknown) refuse("it is not a JPEG, PNG or BMP image");
    if (bytes.size() > INT_MAX) refuse("it has ", bytes.size(), " bytes, too many for an image");
    if (format == detail::image_format::jpeg && !detail::has_sound_tables(bytes)) refuse("it is damaged");
    auto const* const data = reinterpret_cast<stbi_uc const*>(bytes.data());
    int const length = static_cast<int>(bytes.size());

    index_t rows = 0, columns = 0;
    if (format == detail::image_format::png) {
        columns = detail::big_endian(bytes, 16, 4);
        rows = detail::big_endian(bytes, 20, 4);
    } else if (int width = 0, height = 0, depth = 0; stbi_info_from_memory(data, length, &width, &height, &depth)) {
        columns = width;
        rows = std::abs(index_t{height}); // a BMP stored from the top has a negative height
    }
    bool const has_size = rows > 0 && columns > 0;
    if (has_size && rows > most_pixels / columns)
        refuse("it has ", columns, " x ", rows, " pixels, more than the ", most_pixels, " that are allowed");
    if (format == detail::image_format::jpeg  ? !detail::is_complete_jpeg(bytes)
        : format == detail::image_format::png ? !detail::is_complete_png(bytes)
                                              : !detail::is_complete_bmp(bytes, rows, columns))
        refuse("it is cut short");
    if (!has_size) refuse("it is damaged");

    bitmap image(rows, columns, channels);
    int width = 0, height = 0, depth = 0;
    std::unique_ptr<stbi_uc, void (*)(void*)> const pixels(
        stbi_load_from_memory(data, length, &width, &height, &depth, static_cast<int>(channels)), stbi_image_free);
    if (!pixels || width != columns || height != rows) refuse("it is damaged, or of a kind that is not supported");
    std::copy_n(pixels.get(), image.pixels.size(), image.pixels.begin());
    return image;
}

} // namespace chrnn::CHRNN_ABI
