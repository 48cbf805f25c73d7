/// Resizing a bitmap with a triangle filter as wide as the reduction: shrinking averages, enlarging interpolates.
/// All in whole numbers, so that every machine makes the same pixels.
#pragma once

#include <chrnn/data/pixel_box.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// The filter along one axis: each of the `to` new places mixes `width` neighbouring old ones.
struct resampling {
    static constexpr int bits = 14; ///< the weights of one new place add up to 2^bits

    index_t width = 0;
    std::vector<index_t> first;        ///< [to], the first old place that each new one mixes
    std::vector<std::int16_t> weights; ///< [to, width]

    resampling() = default;
    resampling(index_t from, index_t to) { plan(from, to); }
    void plan(index_t from, index_t to) {
        width = std::min(from, (2 * std::max(from, to) + to - 1) / to);
        first.resize(to), weights.resize(to * width);
        index_t const reach = 2 * std::max(from, to); // half the triangle's base; an old place measures 2 * to
        for (index_t i = 0; i < to; ++i) {
            index_t const centre = (2 * i + 1) * from;
            auto const height = [&](index_t j) {
                return std::max<index_t>(0, reach - std::abs(centre - (2 * j + 1) * to));
            };
            index_t start = std::clamp<index_t>((centre - reach) / (2 * to), 0, from - width);
            while (start < from - width && height(start) == 0) ++start;
            index_t sum = 0, so_far = 0, given = 0;
            for (index_t k = 0; k < width; ++k) sum += height(start + k);
            for (index_t k = 0; k < width; ++k) { // rounded so that nothing of the sum is lost
                so_far += height(start + k);
                index_t const target = ((so_far << bits) + sum / 2) / sum;
                weights[i * width + k] = static_cast<std::int16_t>(target - given);
                given = target;
            }
            first[i] = start;
        }
    }
};

/// Adds `Taps` products to each of `Count` sums: all numbers that a processor's registers hold, which is why both are
/// known to the compiler.
template <index_t Taps, index_t Count, class T>
CHRNN_INLINE void add_products(int (&sums)[Count], T const* in, index_t stride, std::int16_t const* weights) {
    [&]<std::size_t... t>(std::index_sequence<t...>) {
        std::int16_t const weight[]{weights[t]...};
        T const* const row[]{in + static_cast<index_t>(t) * stride...};
        for (index_t i = 0; i < Count; ++i) sums[i] += (... + (weight[t] * row[t][i]));
    }
    (std::make_index_sequence<Taps>());
}

/// `out[i]`, for i below `Count`, is the sum of `weights[k]` * `in[k * stride + i]`, divided by 2^Shift and rounded.
template <int Shift, index_t Count, class T, class Out>
CHRNN_INLINE void mix(T const* in, index_t stride, std::int16_t const* weights, index_t width, Out* out) {
    int sums[Count];
    std::fill_n(sums, Count, 1 << (Shift - 1));
    for (; width >= 4; width -= 4, weights += 4, in += 4 * stride) add_products<4>(sums, in, stride, weights);
    if (width == 3) add_products<3>(sums, in, stride, weights);
    if (width == 2) add_products<2>(sums, in, stride, weights);
    if (width == 1) add_products<1>(sums, in, stride, weights);
    for (index_t i = 0; i < Count; ++i) out[i] = static_cast<Out>(sums[i] >> Shift);
}

/// Calls `act` with the width, as a constant where it is one that most images have.
template <class Act>
void with_width(index_t width, Act const& act) {
    if (width == 2) return act(std::integral_constant<index_t, 2>());
    if (width == 3) return act(std::integral_constant<index_t, 3>());
    if (width == 4) return act(std::integral_constant<index_t, 4>());
    act(width);
}

/// Resizes one image after another in the same memory.
class resizer {
  public:
    /// Fills `to` with the part `of` an image; both have the same channels.
    void write(bitmap const& from, pixel_box const& of, bitmap& to) {
        across_.plan(of.columns, to.columns);
        down_.plan(of.rows, to.rows);
        from.channels == 1 ? write_channels<1>(from, of, to) : write_channels<3>(from, of, to);
    }

  private:
    static constexpr index_t lanes = 16; ///< numbers that are mixed together
    static constexpr index_t block = 64; ///< those of a row

    /// Some rows of the new image are mixed from the old one's, in 1/64 of a gray level, and then narrowed together.
    template <index_t Channels>
    void write_channels(bitmap const& from, pixel_box const& of, bitmap& to) {
        constexpr index_t room = Channels == 1 ? 1 : 4, together = lanes / room;
        index_t const length = of.columns * Channels, stride = from.columns * Channels;
        row_.resize(static_cast<std::size_t>(length + room));
        places_.resize(static_cast<std::size_t>(of.columns * lanes));
        std::array<std::uint8_t*, together> out;
        for (index_t top = 0; top < to.rows; top += together) {
            for (index_t i = 0; i < together; ++i) {
                index_t const r = std::min(top + i, to.rows - 1);
                std::uint8_t const* in = from.pixels.data() + (of.top + down_.first[r]) * stride + of.left * Channels;
                with_width(down_.width,
                           [&](auto width) { shorten(in, stride, &down_.weights[r * width], width, length); });
                std::int16_t const* pixel = row_.data();
                std::int16_t* place = places_.data() + i * room;
                for (; pixel < row_.data() + length; pixel += Channels, place += lanes) std::copy_n(pixel, room, place);
                out[i] = &to.at(r, 0);
            }
            with_width(across_.width, [&](auto width) { narrow<Channels>(width, out, to.columns); });
        }
    }
    void shorten(std::uint8_t const* in, index_t stride, std::int16_t const* weights, auto width, index_t length) {
        if (length < block)
            for (index_t i = 0; i < length; ++i) mix<8, 1>(in + i, stride, weights, width, row_.data() + i);
        else
            for (index_t i = 0; i < length; i += block) { // the last two blocks overlap
                i = std::min(i, length - block);
                mix<8, block>(in + i, stride, weights, width, row_.data() + i);
            }
    }
    template <index_t Channels, std::size_t Rows>
    void narrow(auto width, std::array<std::uint8_t*, Rows> const& out, index_t columns) const {
        constexpr index_t room = lanes / Rows;
        for (index_t q = 0; q < columns; ++q) {
            std::uint8_t pixels[lanes];
            mix<20, lanes>(places_.data() + across_.first[q] * lanes, lanes, &across_.weights[q * width], width,
                           pixels);
            if (q + 1 < columns) // what is too much is written over
                for (std::size_t i = 0; i < Rows; ++i) std::copy_n(pixels + i * room, room, out[i] + q * Channels);
            else
                for (std::size_t i = 0; i < Rows; ++i) std::copy_n(pixels + i * room, Channels, out[i] + q * Channels);
        }
    }

    resampling across_, down_;
    std::vector<std::int16_t> row_;    ///< one of the new rows, as wide as the old ones
    std::vector<std::int16_t> places_; ///< some of them [old columns, lanes / room, room]
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The image in `rows` x `columns` pixels, its aspect ratio not kept. Throws when the image is empty or a side is not
/// positive.
inline bitmap resize(bitmap const& from, index_t rows, index_t columns) {
    if (from.pixels.empty()) fail("an empty image cannot be resized");
    if (from.rows == rows && from.columns == columns) return from;
    bitmap to(rows, columns, from.channels);
    thread_local detail::resizer own;
    own.write(from, detail::whole_image(from), to);
    return to;
}
inline bitmap resize(bitmap&& from, index_t rows, index_t columns) {
    bool const fits = from.rows == rows && from.columns == columns && !from.pixels.empty();
    return fits ? std::move(from) : resize(std::as_const(from), rows, columns);
}

} // namespace chrnn::CHRNN_ABI
