/// The rotation: the image turned about its centre by a small angle.
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/dice.hpp>

#include <cmath>
#include <numbers>

namespace chrnn::CHRNN_ABI::detail {

/// Where the pixels of a turned image come from, in 2^-32 of a pixel from the top left one.
class turning {
  public:
    /// By an angle in degrees, counter-clockwise.
    turning(index_t rows, index_t columns, double degrees)
        : cosine_(fixed(std::cos(degrees * std::numbers::pi / 180))),
          sine_(fixed(std::sin(degrees * std::numbers::pi / 180))),
          row_(((rows - 1) * one - (rows - 1) * cosine_ - (columns - 1) * sine_) / 2),
          column_(((columns - 1) * one - (columns - 1) * cosine_ + (rows - 1) * sine_) / 2) {}

    static constexpr std::int64_t one = std::int64_t{1} << 32;

    std::int64_t row(index_t r, index_t q) const { return row_ + r * cosine_ + q * sine_; }
    std::int64_t column(index_t r, index_t q) const { return column_ + q * cosine_ - r * sine_; }

  private:
    static std::int64_t fixed(double x) { return std::llround(x * static_cast<double>(one)); }

    std::int64_t cosine_, sine_, row_, column_;
};

/// Draws a turned image by mixing the four pixels around; beyond its edge all is black.
template <index_t Channels>
void draw_turned(bitmap const& from, bitmap& to, turning const& turn) {
    constexpr int bits = 11; // of a weight
    std::uint8_t* out = to.pixels.data();
    index_t const stride = from.columns * Channels;
    for (index_t r = 0; r < to.rows; ++r)
        for (index_t q = 0; q < to.columns; ++q, out += Channels) {
            std::int64_t const row = turn.row(r, q), column = turn.column(r, q);
            index_t const top = row >> 32, left = column >> 32;
            int const below = static_cast<int>((row - (top << 32)) >> (32 - bits));
            int const right = static_cast<int>((column - (left << 32)) >> (32 - bits));
            int const weights[4] = {((1 << bits) - below) * ((1 << bits) - right), ((1 << bits) - below) * right,
                                    below * ((1 << bits) - right), below * right};
            std::uint8_t const* pixel = from.pixels.data() + top * stride + left * Channels;
            int sums[Channels];
            std::fill_n(sums, Channels, 1 << (2 * bits - 1));
            auto const add = [&](int weight, std::uint8_t const* one) {
                for (index_t c = 0; c < Channels; ++c) sums[c] += weight * one[c];
            };
            if (top >= 0 && left >= 0 && top + 1 < from.rows && left + 1 < from.columns) {
                add(weights[0], pixel), add(weights[1], pixel + Channels);
                add(weights[2], pixel + stride), add(weights[3], pixel + stride + Channels);
            } else {
                for (index_t k = 0; k < 4; ++k) {
                    index_t const y = top + k / 2, x = left + k % 2;
                    if (y >= 0 && y < from.rows && x >= 0 && x < from.columns)
                        add(weights[k], from.pixels.data() + y * stride + x * Channels);
                }
            }
            for (index_t c = 0; c < Channels; ++c) out[c] = static_cast<std::uint8_t>(sums[c] >> (2 * bits));
        }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// As torchvision's RandomRotation with bilinear interpolation. What comes from beyond the edge is black, and its label
/// the ignored one.
struct rotation {
    double degrees = 10; ///< at most so many, either way

    void check() const {
        if (!(degrees >= 0 && degrees <= 180)) fail("rotation is by 0 to 180 degrees, not ", degrees);
    }
    void apply(augmented_image& to, dice& random) const {
        index_t const rows = to.image().rows, columns = to.image().columns;
        detail::turning const turn(rows, columns, random.within(-degrees, degrees));
        to.redraw(
            rows, columns,
            [&](bitmap const& from, bitmap& into) {
                from.channels == 1 ? detail::draw_turned<1>(from, into, turn)
                                   : detail::draw_turned<3>(from, into, turn);
            },
            [&](index_t r, index_t q) -> index_t {
                index_t const y = (turn.row(r, q) + turn.one / 2) >> 32, x = (turn.column(r, q) + turn.one / 2) >> 32;
                return y < 0 || y >= rows || x < 0 || x >= columns ? -1 : y * columns + x;
            });
    }
};

} // namespace chrnn::CHRNN_ABI
