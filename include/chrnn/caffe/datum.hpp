/// The datum: an image with its label, as Caffe's databases hold it.
#pragma once

#include <chrnn/caffe/message.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/io/file_shape.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Datum: channels 1, height 2, width 3, data 4, label 5, float_data 6, encoded 7. Refers to the bytes that it was read
/// from.
struct datum {
    index_t channels = 0, rows = 0, columns = 0, label = 0;
    std::span<std::byte const> data; ///< an encoded file, or planes of blue, green, red
    bool encoded = false;
};

inline datum read_datum(message m) {
    datum one;
    while (m.next()) switch (m.field()) {
        case 1:
            one.channels = m.number();
            break;
        case 2:
            one.rows = m.number();
            break;
        case 3:
            one.columns = m.number();
            break;
        case 4:
            one.data = m.bytes();
            break;
        case 5:
            one.label = m.number();
            break;
        case 6:
            m.refuse("holds numbers in float_data, which are no pixels");
        case 7:
            one.encoded = m.number() != 0;
        }
    return one;
}

/// The image with 1 or 3 channels. Throws an error with `name` in it where `decode` does, or where the datum has not as
/// many bytes as pixels.
inline bitmap image_of(datum const& one, index_t channels, std::string const& name) {
    if (one.encoded) return decode(one.data, channels, name);
    index_t const bytes = std::ssize(one.data), shape[] = {one.channels, one.rows, one.columns};
    if ((one.channels != 1 && one.channels != 3) || bytes == 0 || element_count(shape) != bytes)
        fail("cannot read ", in_quotes(name), ": its ", bytes, " bytes are no image of ", one.channels,
             " channels and ", one.columns, " x ", one.rows, " pixels");
    bitmap image(one.rows, one.columns, one.channels);
    index_t const area = one.rows * one.columns;
    for (index_t c = 0; c < one.channels; ++c)
        for (index_t i = 0; i < area; ++i)
            image.pixels[static_cast<std::size_t>(i * one.channels + one.channels - 1 - c)] =
                std::to_integer<std::uint8_t>(one.data[static_cast<std::size_t>(c * area + i)]);
    return with_channels(std::move(image), channels);
}

} // namespace chrnn::CHRNN_ABI::detail
