/// The decoder that needs nothing but a header: stb_image, for JPEG, PNG and BMP.
#pragma once

#include <chrnn/data/bitmap.hpp>
#include <chrnn/data/bmp_header.hpp>
#include <chrnn/data/decoding_budget.hpp>
#include <chrnn/data/png_header.hpp>

#include <memory>

#ifdef STBI_INCLUDE_STB_IMAGE_H
#error "chrnn: include <chrnn/images.hpp> before stb_image.h, which it sets up for itself"
#endif

#define STBI_MALLOC(size) chrnn::detail::decoding_budget::take(size)
#define STBI_REALLOC_SIZED(old, old_size, size) chrnn::detail::decoding_budget::resize(old, old_size, size)
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
#if __has_include(<stb/stb_image.h>)
#include <stb/stb_image.h>
#else
#include <stb_image.h>
#endif
#pragma GCC diagnostic pop
#undef STB_IMAGE_IMPLEMENTATION
#undef STBI_MALLOC
#undef STBI_REALLOC_SIZED
#undef STBI_FREE

namespace chrnn::CHRNN_ABI::detail {

inline bitmap decode_by_stb(std::span<std::byte const> bytes, image_header const&, index_t channels, decoding_budget&) {
    std::vector<std::byte> rewritten;
    if (format_of(bytes) == image_format::bmp) rewritten = bmp_with_whole_palette(bytes);
    if (format_of(bytes) == image_format::png) rewritten = png_with_whole_palette(bytes);
    if (!rewritten.empty()) bytes = rewritten;
    int columns = 0, rows = 0, depth = 0;
    std::unique_ptr<stbi_uc, void (*)(void*)> const pixels(
        stbi_load_from_memory(reinterpret_cast<stbi_uc const*>(bytes.data()), static_cast<int>(bytes.size()), &columns,
                              &rows, &depth, static_cast<int>(channels)),
        stbi_image_free);
    if (!pixels) return {};
    bitmap image(rows, columns, channels); // only now: what is refused has taken no memory for it
    std::copy_n(pixels.get(), image.pixels.size(), image.pixels.begin());
    return image;
}

} // namespace chrnn::CHRNN_ABI::detail
