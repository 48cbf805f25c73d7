/// The bitmap: an image of 8-bit pixels, gray or colour.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cstdint>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// `rows` x `columns` pixels of one channel (gray) or three (red, green, blue), the channels of a pixel side by side.
struct bitmap {
    index_t rows = 0;
    index_t columns = 0;
    index_t channels = 0;
    std::vector<std::uint8_t> pixels; ///< [rows, columns, channels]

    bitmap() = default;

    /// A black image. Throws when a side is not positive or `channels` is neither 1 nor 3.
    bitmap(index_t rows, index_t columns, index_t channels) : rows(rows), columns(columns), channels(channels) {
        if (rows < 1 || columns < 1) fail("an image cannot have ", rows, " x ", columns, " pixels");
        if (channels != 1 && channels != 3) fail("an image has 1 or 3 channels, not ", channels);
        pixels.resize(static_cast<std::size_t>(rows * columns * channels));
    }

    /// One value; throws outside the image.
    std::uint8_t& at(index_t row, index_t column, index_t channel = 0) { return pixels[offset(row, column, channel)]; }
    std::uint8_t at(index_t row, index_t column, index_t channel = 0) const {
        return pixels[offset(row, column, channel)];
    }

    bool operator==(bitmap const&) const = default;

  private:
    std::size_t offset(index_t row, index_t column, index_t channel) const {
        if (row < 0 || row >= rows || column < 0 || column >= columns || channel < 0 || channel >= channels)
            fail("pixel (", row, ", ", column, ", ", channel, ") is outside an image of ", rows, " x ", columns, " x ",
                 channels);
        return static_cast<std::size_t>((row * columns + column) * channels + channel);
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The image in gray (`channels` = 1, luma of ITU-R BT.601) or in colour (3). Throws for any other number.
inline bitmap with_channels(bitmap from, index_t channels) {
    if (from.channels == channels) return from;
    bitmap to(from.rows, from.columns, channels);
    index_t const count = from.rows * from.columns;
    std::uint8_t const* in = from.pixels.data();
    std::uint8_t* out = to.pixels.data();
    for (index_t i = 0; i < count; ++i)
        if (channels == 3)
            out[3 * i] = out[3 * i + 1] = out[3 * i + 2] = in[i];
        else
            out[i] = static_cast<std::uint8_t>((77 * in[3 * i] + 150 * in[3 * i + 1] + 29 * in[3 * i + 2]) >> 8);
    return to;
}

} // namespace chrnn::CHRNN_ABI::detail
