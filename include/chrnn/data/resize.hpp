/// Resizing a bitmap with a triangle filter as wide as the reduction: shrinking averages, enlarging interpolates.
/// All in whole numbers, so that every machine makes the same pixels.
#pragma once

#include <chrnn/data/pixel_box.hpp>

#include <algorithm>
#include <cstdlib>

namespace chrnn::CHRNN_ABI::detail {

/// The filter along one axis: each of the `to` new places mixes `width` neighbouring old ones.
struct resampling {
    static constexpr int bits = 14; ///< the weights of one new place add up to 2^bits

    index_t width = 0;
    std::vector<index_t> first; ///< [to], the first old place that each new one mixes
    std::vector<int> weights;   ///< [to, width]

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
                weights[i * width + k] = static_cast<int>(target - given);
                given = target;
            }
            first[i] = start;
        }
    }
};

/// Resizes one image after another in the same memory.
class resizer {
  public:
    /// Fills `to` with the part `of` an image; both have the same channels.
    void write(bitmap const& from, pixel_box const& of, bitmap& to) {
        across_.plan(of.columns, to.columns);
        down_.plan(of.rows, to.rows);
        from.channels == 1 ? narrow<1>(from, of, to.columns) : narrow<3>(from, of, to.columns);
        index_t const length = to.columns * to.channels;
        sums_.resize(length);
        for (index_t r = 0; r < to.rows; ++r) {
            std::fill(sums_.begin(), sums_.end(), 1 << 19);
            for (index_t k = 0; k < down_.width; ++k) {
                int const weight = down_.weights[r * down_.width + k];
                std::uint16_t const* in = narrow_.data() + (down_.first[r] + k) * length;
                for (index_t i = 0; i < length; ++i) sums_[i] += weight * in[i];
            }
            std::uint8_t* out = to.pixels.data() + r * length;
            for (index_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>(sums_[i] >> 20);
        }
    }

  private:
    /// The part's rows in `columns` pixels, in 1/64 of a gray level. The number of channels is known to the compiler,
    /// which keeps their sums in registers.
    template <index_t Channels>
    void narrow(bitmap const& from, pixel_box const& of, index_t columns) {
        narrow_.resize(of.rows * columns * Channels);
        std::uint16_t* out = narrow_.data();
        for (index_t r = 0; r < of.rows; ++r)
            for (index_t q = 0; q < columns; ++q) {
                int const* weight = &across_.weights[q * across_.width];
                index_t const first = (of.top + r) * from.columns + of.left + across_.first[q];
                std::uint8_t const* in = from.pixels.data() + first * Channels;
                int sums[Channels];
                std::fill_n(sums, Channels, 1 << 7);
                for (index_t k = 0; k < across_.width; ++k)
                    for (index_t c = 0; c < Channels; ++c) sums[c] += weight[k] * *in++;
                for (int sum : sums) *out++ = static_cast<std::uint16_t>(sum >> 8);
            }
    }

    resampling across_, down_;
    std::vector<std::uint16_t> narrow_; ///< [rows, new columns, channels]
    std::vector<int> sums_;             ///< of a new row
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The image in `rows` x `columns` pixels, its aspect ratio not kept. Throws when the image is empty or a side is not
/// positive.
inline bitmap resize(bitmap const& from, index_t rows, index_t columns) {
    if (from.pixels.empty()) fail("an empty image cannot be resized");
    if (from.rows == rows && from.columns == columns) return from;
    bitmap to(rows, columns, from.channels);
    detail::resizer().write(from, detail::whole_image(from), to);
    return to;
}

} // namespace chrnn::CHRNN_ABI
