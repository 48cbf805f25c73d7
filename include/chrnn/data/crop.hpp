/// The ten views of an image: crops at the centre and the four corners, and their mirror images (specification of the
/// training, section IV.A of the paper).
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/data/mean_image.hpp>
#include <chrnn/data/resize.hpp>
#include <chrnn/shape/feature_shape.hpp>

#include <array>
#include <numeric>
#include <span>

namespace chrnn::CHRNN_ABI::detail {

/// The views are numbered 0 centre, 1 top left, 2 top right, 3 bottom left, 4 bottom right, and 5 .. 9 the same
/// mirrored left to right.
inline constexpr int crop_count = 10;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Which of the ten views of an image a loader delivers.
enum class crop_policy {
    centre,        ///< the centre crop: testing with 1 view
    random_of_ten, ///< one of the ten, drawn anew for each item and epoch: training
    ten            ///< all of them, one after another: testing with 10 views
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// How many views of an image that are: 1 or 10.
constexpr index_t count_of(crop_policy views) { return views == crop_policy::ten ? crop_count : 1; }

/// From what the views of an epoch are drawn, and the one of an item.
inline random_stream view_stream(std::uint64_t seed, index_t epoch) {
    return {random_key(seed, "views"), static_cast<std::uint64_t>(epoch)};
}
inline int drawn_view(random_stream const& views, index_t item) {
    return static_cast<int>(views.below(crop_count, static_cast<std::uint64_t>(item)));
}

/// Throws when crops of `rows` x `columns` do not fit into images of `image_rows` x `image_columns`.
inline void check_crop_size(index_t rows, index_t columns, index_t image_rows, index_t image_columns) {
    if (rows < 1 || columns < 1 || rows > image_rows || columns > image_columns)
        fail("a crop of ", rows, " x ", columns, " does not fit into an image of ", image_rows, " x ", image_columns);
}

/// Throws when a mean image, if not empty, has another size than the images.
inline void check_mean(mean_image const& mean, index_t channels, index_t rows, index_t columns) {
    if (mean.values.empty()) return;
    if (mean.channels != channels || mean.rows != rows || mean.columns != columns ||
        std::ssize(mean.values) != channels * rows * columns)
        fail("a mean image of ", mean.channels, " x ", mean.rows, " x ", mean.columns, " does not fit images of ",
             channels, " x ", rows, " x ", columns);
}

/// The centre of a mean image, which is what augmented images have subtracted from them; none if there is none.
inline mean_image centre_of(mean_image const& mean, index_t rows, index_t columns) {
    if (mean.values.empty()) return {};
    mean_image centre{mean.channels, rows, columns, {}};
    pixel_box const part = centre_box(rows, columns, mean.rows, mean.columns);
    for (index_t c = 0; c < mean.channels; ++c)
        for (index_t r = 0; r < rows; ++r) {
            auto const from = mean.values.begin() + (c * mean.rows + part.top + r) * mean.columns + part.left;
            centre.values.insert(centre.values.end(), from, from + columns);
        }
    return centre;
}
/// The mean of each channel as a colour; black if there is none.
inline std::array<std::uint8_t, 3> colour_of(mean_image const& mean) {
    std::array<std::uint8_t, 3> colour{};
    auto const area = static_cast<std::size_t>(mean.rows * mean.columns);
    for (std::size_t c = 0; c < mean.values.size() / std::max<std::size_t>(1, area); ++c) {
        auto const one = std::span(mean.values).subspan(c * area, area);
        double const level = std::accumulate(one.begin(), one.end(), 0.0) / static_cast<double>(area);
        colour[c] = level > 0 ? static_cast<std::uint8_t>(std::min(level + 0.5, 255.0)) : 0; // NaN is black, too
    }
    return colour;
}

/// A row of one channel, as `write_crop` writes it from left to right. How many channels there are is known to the
/// compiler, which puts the pixels of one side by side.
template <index_t Channels>
void write_row(std::uint8_t const* pixel, float const* mean, index_t columns, float scale, float* to) {
    if (mean)
        for (index_t q = 0; q < columns; ++q) to[q] = scale * (pixel[q * Channels] - mean[q]);
    else
        for (index_t q = 0; q < columns; ++q) to[q] = scale * pixel[q * Channels];
}

/// Writes view number `view` as `scale` * (pixel - mean) to `to` [channels, rows, columns]. The mean belongs to the
/// whole image and is cropped and mirrored with it. Throws when the sizes do not fit together.
inline void write_crop(bitmap const& from, index_t rows, index_t columns, int view, mean_image const& mean, float scale,
                       std::span<float> to) {
    check_crop_size(rows, columns, from.rows, from.columns);
    if (view < 0 || view >= crop_count) fail("there is no view ", view, ", only 0 to 9");
    if (std::ssize(to) != from.channels * rows * columns)
        fail("a view of ", from.channels, " x ", rows, " x ", columns, " does not fill a place for ", to.size(),
             " values");
    check_mean(mean, from.channels, from.rows, from.columns);

    int const place = view % 5;
    index_t const free_rows = from.rows - rows, free_columns = from.columns - columns;
    index_t const top = place == 0 ? free_rows / 2 : place <= 2 ? 0 : free_rows;
    index_t const left = place == 0 ? free_columns / 2 : place % 2 == 1 ? 0 : free_columns;

    float* out = to.data();
    for (index_t c = 0; c < from.channels; ++c)
        for (index_t r = top; r < top + rows; ++r, out += columns) {
            std::uint8_t const* pixel = from.pixels.data() + (r * from.columns + left) * from.channels + c;
            float const* subtract =
                mean.values.empty() ? nullptr : &mean.values[(c * from.rows + r) * from.columns + left];
            from.channels == 1 ? write_row<1>(pixel, subtract, columns, scale, out)
                               : write_row<3>(pixel, subtract, columns, scale, out);
            if (view >= 5) std::reverse(out, out + columns);
        }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes the network's input, a crop at the centre, of an image of any size, as `p` says: for `model::classify`.
/// Throws when the image has other channels than the input.
inline void write_input(bitmap const& image, preprocessing const& p, feature_shape const& input, std::span<float> to) {
    if (image.channels != input.channels)
        fail("an image of ", image.channels, " channels does not fit a network for ", input.channels);
    detail::write_crop(resize(image, p.rows, p.columns), input.rows(), input.columns(), 0, p.mean, p.scale, to);
}

} // namespace chrnn::CHRNN_ABI
