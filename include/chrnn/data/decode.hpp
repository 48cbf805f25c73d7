/// The decoder: a bitmap from the bytes of a JPEG, PNG or BMP file, by stb_image.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/bitmap.hpp>
#include <chrnn/data/bmp_header.hpp>
#include <chrnn/data/image_limits.hpp>
#include <chrnn/data/jpeg_header.hpp>
#include <chrnn/data/png_header.hpp>
#include <chrnn/data/stb_memory.hpp>

#include <algorithm>
#include <climits>
#include <memory>
#include <new>
#include <string>

#ifdef STBI_INCLUDE_STB_IMAGE_H
#error "chrnn: include <chrnn/images.hpp> before stb_image.h, which it sets up for itself"
#endif

#define STBI_MALLOC(size) chrnn::detail::stb_memory::take(size)
#define STBI_REALLOC_SIZED(old, old_size, size) chrnn::detail::stb_memory::resize(old, old_size, size)
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

/// What the first bytes of a file are. Throws an error with `name` in it when that is no image.
inline image_format checked_format(std::span<std::byte const> bytes, std::string const& name) {
    if (bytes.empty()) fail("cannot read ", in_quotes(name), ": it is empty");
    image_format const format = format_of(bytes);
    if (format == image_format::unknown) fail("cannot read ", in_quotes(name), ": it is not a JPEG, PNG or BMP image");
    return format;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Decodes an image to 1 or 3 channels; transparency and orientation tags are ignored. Throws an error with `name` in
/// it when the bytes are no JPEG, PNG or BMP, are damaged or cut short, are of a kind that is not read, or exceed a
/// limit.
inline bitmap decode(std::span<std::byte const> bytes, index_t channels, std::string const& name,
                     image_limits const& limits = {}) {
    auto const refuse = [&](auto const&... reason) { fail("cannot read ", detail::in_quotes(name), ": ", reason...); };
    using detail::image_format;
    image_format const format = detail::checked_format(bytes, name);
    if (std::ssize(bytes) > std::min(limits.bytes, index_t{INT_MAX}))
        refuse("it has ", bytes.size(), " bytes, more than the ", limits.bytes, " that are allowed");

    detail::image_header const header = format == image_format::jpeg  ? detail::jpeg_header(bytes)
                                        : format == image_format::png ? detail::png_header(bytes)
                                                                      : detail::bmp_header(bytes);
    index_t const rows = header.rows, columns = header.columns;
    bool const has_size = rows > 0 && columns > 0;
    if (!header.problem.empty()) refuse(header.problem);
    if (has_size && rows > limits.pixels / columns)
        refuse("it has ", columns, " x ", rows, " pixels, more than the ", limits.pixels, " that are allowed");
    if (!header.complete) refuse("it is cut short");
    if (!has_size) refuse("it is damaged");
    if (header.scans > limits.work / (rows * columns))
        refuse("it has ", header.scans, " scans of ", columns, " x ", rows, " pixels, more than is allowed");
    if (header.memory > limits.memory)
        refuse("decoding its ", columns, " x ", rows, " pixels takes up to ", header.memory, " bytes, more than the ",
               limits.memory, " that are allowed");

    std::vector<std::byte> rewritten;
    if (format == image_format::bmp) rewritten = detail::with_whole_palette(bytes);
    if (!rewritten.empty()) bytes = rewritten;
    detail::stb_memory const memory(header.memory + (index_t{1} << 18));
    int width = 0, height = 0, depth = 0;
    std::unique_ptr<stbi_uc, void (*)(void*)> const pixels(
        stbi_load_from_memory(reinterpret_cast<stbi_uc const*>(bytes.data()), static_cast<int>(bytes.size()), &width,
                              &height, &depth, static_cast<int>(channels)),
        stbi_image_free);
    if (memory.lacked()) throw std::bad_alloc();
    if (memory.exceeded()) refuse("it unpacks to more than its ", columns, " x ", rows, " pixels");
    if (!pixels || width != columns || height != rows) refuse("it is damaged, or of a kind that is not supported");
    bitmap image(rows, columns, channels); // only now: what is refused has taken no memory for it
    std::copy_n(pixels.get(), image.pixels.size(), image.pixels.begin());
    return image;
}

} // namespace chrnn::CHRNN_ABI
