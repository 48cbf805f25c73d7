/// The decoder: a bitmap from the bytes of a JPEG, PNG or BMP file.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/decoders.hpp>
#include <chrnn/data/image_limits.hpp>
#include <chrnn/data/jpeg_header.hpp>
#ifdef CHRNN_JPEG
#include <chrnn/data/libjpeg_decoder.hpp>
#endif
#ifdef CHRNN_PNG
#include <chrnn/data/libpng_decoder.hpp>
#endif

#include <algorithm>
#include <climits>
#include <new>
#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// What the first bytes of a file are. Throws an error with `name` in it when that is no image.
inline image_format checked_format(std::span<std::byte const> bytes, std::string const& name) {
    if (bytes.empty()) fail("cannot read ", in_quotes(name), ": it is empty");
    image_format const format = format_of(bytes);
    if (format == image_format::unknown) fail("cannot read ", in_quotes(name), ": it is not a JPEG, PNG or BMP image");
    return format;
}

/// What the sides of a JPEG may be divided by, so that nothing remains and they are at least twice `side`: 1, 2, 4
/// or 8.
inline index_t divisor_for(index_t side, image_header const& of) {
    for (index_t divisor : {8, 4, 2})
        if (of.rows % divisor == 0 && of.columns % divisor == 0 && std::min(of.rows, of.columns) / divisor >= 2 * side)
            return divisor;
    return 1;
}

/// As `decode`; the image will be resized to `side` x `side`, or will not if that is 0.
inline bitmap decode_for(index_t side, std::span<std::byte const> bytes, index_t channels, std::string const& name,
                         image_limits const& limits) {
    auto const refuse = [&](auto const&... reason) { fail("cannot read ", in_quotes(name), ": ", reason...); };
    image_format const format = checked_format(bytes, name);
    if (std::ssize(bytes) > std::min(limits.bytes, index_t{INT_MAX}))
        refuse("it has ", bytes.size(), " bytes, more than the ", limits.bytes, " that are allowed");

    image_header header = format == image_format::jpeg  ? jpeg_header(bytes)
                          : format == image_format::png ? png_header(bytes)
                                                        : bmp_header(bytes);
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

    if (limits.draft && side > 0 && format == image_format::jpeg) header.divisor = divisor_for(side, header);
    decoding_budget budget(header.memory + (index_t{1} << 18));
    image_decoder const decoder = format == image_format::jpeg  ? jpeg_decoder.load()
                                  : format == image_format::png ? png_decoder.load()
                                                                : decode_by_stb;
    bitmap image = decoder(bytes, header, channels, budget);
    if (budget.lacked()) throw std::bad_alloc();
    if (budget.exceeded()) refuse("it unpacks to more than its ", columns, " x ", rows, " pixels");
    bool const whole = image.rows == rows && image.columns == columns;
    bool const divided = image.rows == rows / header.divisor && image.columns == columns / header.divisor;
    if (!whole && !divided) refuse("it is damaged, or of a kind that is not supported");
    return image;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Decodes an image to 1 or 3 channels; transparency and orientation tags are ignored. Throws an error with `name` in
/// it when the bytes are no JPEG, PNG or BMP, are damaged or cut short, are of a kind that is not read, or exceed a
/// limit.
inline bitmap decode(std::span<std::byte const> bytes, index_t channels, std::string const& name,
                     image_limits const& limits = {}) {
    return detail::decode_for(0, bytes, channels, name, limits);
}

} // namespace chrnn::CHRNN_ABI
