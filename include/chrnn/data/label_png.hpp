/// Labels of pixels in a PNG: the numbers of classes, not colours.
#pragma once

#include <chrnn/data/decode.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The PNG with a palette in which colour n is n of red, of green and of blue, so that whatever decodes it to gray
/// gives the number of the colour; nothing where it has two palettes.
inline std::vector<std::byte> png_with_counting_palette(std::span<std::byte const> png, index_t colours) {
    constexpr index_t frame = 12; // of a chunk: length, name and checksum
    std::vector<std::byte> all(png.begin(), png.begin() + 8);
    bool replaced = false;
    for (index_t i = 8; i + frame <= std::ssize(png);) {
        index_t const length = big_endian(png, i, 4), next = i + frame + length;
        bool const is_palette = std::memcmp(&png[static_cast<std::size_t>(i + 4)], "PLTE", 4) == 0;
        if (is_palette) {
            if (replaced) return {};
            replaced = true;
            auto const bytes = static_cast<std::uint32_t>(3 * colours);
            for (int shift : {24, 16, 8, 0}) all.push_back(static_cast<std::byte>(bytes >> shift & 255));
            all.insert(all.end(), png.begin() + i + 4, png.begin() + i + 8);
            for (index_t n = 0; n < colours; ++n) all.insert(all.end(), 3, static_cast<std::byte>(n));
            all.insert(all.end(), 4, std::byte{}); // its checksum, which nobody compares
        } else {
            all.insert(all.end(), png.begin() + i, png.begin() + std::min(next, std::ssize(png)));
        }
        i = next;
    }
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The class of each pixel from a PNG in gray or with a palette, of 1 to 8 bits a pixel: the number that is stored
/// there, whatever colour the palette gives it. (Decoders make colours of a palette, and stretch few bits of gray over
/// 0 to 255; both is undone.) Throws an error with `name` in it when the bytes are no such PNG, or what `decode` would.
inline bitmap decode_labels(std::span<std::byte const> bytes, std::string const& name,
                            image_limits const& limits = {}) {
    auto const refuse = [&](auto const&... reason) { fail("cannot read ", detail::in_quotes(name), ": ", reason...); };
    constexpr char const* wanted = "; labels are class numbers, in a PNG of 8-bit gray or with a palette";
    if (detail::checked_format(bytes, name) != detail::image_format::png) refuse("it is no PNG", wanted);
    if (std::ssize(bytes) < 33) refuse("it is cut short");
    index_t const depth = detail::big_endian(bytes, 24, 1), kind = detail::big_endian(bytes, 25, 1);
    bool const gray = kind == 0, with_palette = kind == 3;
    if (!gray && !with_palette) refuse("its pixels are colours", wanted);
    if (depth > 8) refuse("it has ", depth, " bits a pixel", wanted);
    if (depth != 1 && depth != 2 && depth != 4 && depth != 8) refuse("it is damaged");
    index_t const numbers = index_t{1} << depth;
    if (with_palette && std::ssize(bytes) <= limits.bytes) {
        auto const counting = detail::png_with_counting_palette(bytes, numbers);
        if (counting.empty()) refuse("it has two palettes");
        image_limits wider = limits;
        wider.bytes = std::max(wider.bytes, std::ssize(counting));
        return decode(counting, 1, name, wider);
    }
    bitmap labels = decode(bytes, 1, name, limits);
    for (std::uint8_t& label : labels.pixels) label = static_cast<std::uint8_t>(label / (255 / (numbers - 1)));
    return labels;
}

} // namespace chrnn::CHRNN_ABI
