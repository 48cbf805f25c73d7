/// A label sheet: images beside their labels and what networks made of them, a colour a class.
#pragma once

#include <chrnn/data/labelled_images.hpp>
#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/text_width.hpp>

namespace chrnn::CHRNN_ABI {

/// The colour of a class in pictures: those of lines first, then others, as far from one another as numbers go.
inline constexpr color class_color(index_t label) {
    if (label < std::ssize(palette::line_colors)) return palette::line_colors[static_cast<std::size_t>(label)];
    color one{0, 0, 0}; // the bits of the number, dealt out in turn from the highest of each colour on, as PASCAL VOC
    for (int bit = 7; bit >= 0; --bit, label /= 8) {
        one.red |= static_cast<int>(label & 1) << bit;
        one.green |= static_cast<int>(label >> 1 & 1) << bit;
        one.blue |= static_cast<int>(label >> 2 & 1) << bit;
    }
    return one;
}

/// One line of a sheet: an image, its labels, and one map of the image's size from each network.
struct labelled_row {
    labelled_image truth;
    std::vector<bitmap> predicted{};
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The labels in the colours of their classes; what does not count is nearly white.
inline bitmap in_colors(bitmap const& labels, int ignored) {
    bitmap image(labels.rows, labels.columns, 3);
    std::uint8_t* out = image.pixels.data();
    for (int label : labels.pixels) {
        color const one = label == ignored ? color{243, 245, 247} : class_color(label);
        for (int part : {one.red, one.green, one.blue}) *out++ = static_cast<std::uint8_t>(part);
    }
    return image;
}

/// "97.1% right", of the pixels that count.
inline std::string share_right(bitmap const& truth, bitmap const& guess, int ignored) {
    index_t right = 0, all = 0;
    for (std::size_t i = 0; i < truth.pixels.size(); ++i)
        if (truth.pixels[i] != ignored) ++all, right += truth.pixels[i] == guess.pixels[i];
    if (all == 0) return "nothing known";
    return fixed_decimal(100 * static_cast<double>(right) / static_cast<double>(all), 1) + "% right";
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A picture of rows side by side, `across` of them: image, truth, and what each of `networks` predicts with the share
/// of pixels that it has right; above, the classes by their colours. Throws `error` if maps do not fit their images or
/// a row has not one for each network.
inline svg label_sheet(std::string const& title, std::vector<std::string> const& classes,
                       std::vector<std::string> const& networks, std::span<labelled_row const> rows, int ignored = 255,
                       index_t across = 1) {
    constexpr double margin = 24, tile = 148, gap = 10, caption = 20, between = 36, size = 12.5, swatch = 14;
    auto const count = std::ssize(rows), tiles = 2 + std::ssize(networks);
    across = std::clamp<index_t>(across, 1, std::max<index_t>(1, count));
    double const group = static_cast<double>(tiles) * (tile + gap) - gap;
    double const width = 2 * margin + static_cast<double>(across) * (group + between) - between;

    std::vector<std::pair<double, double>> places; // of the classes' names
    double x = margin, y = margin + 40;
    for (std::string const& name : classes) {
        double const step = swatch + 6 + std::min(detail::text_width(name, size), 200.0) + 18;
        if (x > margin && x + step > width - margin) x = margin, y += 22;
        places.emplace_back(x, y);
        x += step;
    }
    double const headings = y + 36, top = headings + 8;
    svg picture(width,
                top + static_cast<double>((count + across - 1) / across) * (tile + caption + gap) - gap + margin);
    picture.text(margin, margin + 16, detail::shortened(title, 19, width - 2 * margin, true),
                 {.size = 19, .bold = true});
    for (std::size_t k = 0; k < classes.size(); ++k) {
        auto const [at, base] = places[k];
        picture.rectangle(at, base - swatch + 3, swatch, swatch,
                          {.fill = class_color(static_cast<index_t>(k)), .radius = 3});
        picture.text(at + swatch + 6, base, detail::shortened(classes[k], size, 200), {.size = size});
    }
    auto const place_of = [&](index_t column, index_t of_tile) {
        return margin + static_cast<double>(column) * (group + between) + static_cast<double>(of_tile) * (tile + gap);
    };
    for (index_t column = 0; column < across; ++column)
        for (index_t k = 0; k < tiles; ++k)
            picture.text(place_of(column, k), headings,
                         detail::shortened(k == 0   ? "image"
                                           : k == 1 ? "truth"
                                                    : networks[static_cast<std::size_t>(k - 2)],
                                           size, tile, true),
                         {.size = size, .bold = true});

    for (index_t i = 0; i < count; ++i) {
        labelled_row const& row = rows[static_cast<std::size_t>(i)];
        bitmap const &image = row.truth.image, &truth = row.truth.labels;
        if (row.predicted.size() != networks.size())
            fail("row ", i, " of a sheet has ", row.predicted.size(), " predictions of ", networks.size(), " networks");
        double const at = top + static_cast<double>(i / across) * (tile + caption + gap);
        auto const draw = [&](index_t k, bitmap const& what) {
            detail::draw_image(picture, {what.pixels, what.rows, what.columns, what.channels}, place_of(i % across, k),
                               at, tile);
        };
        auto const draw_map = [&](index_t k, bitmap const& map) {
            if (map.rows != image.rows || map.columns != image.columns || map.channels != 1)
                fail("labels in row ", i, " of a sheet are of ", map.rows, " x ", map.columns, " pixels, the image of ",
                     image.rows, " x ", image.columns);
            draw(k, detail::in_colors(map, ignored));
        };
        draw(0, image);
        draw_map(1, truth);
        for (index_t k = 2; k < tiles; ++k) {
            bitmap const& guess = row.predicted[static_cast<std::size_t>(k - 2)];
            draw_map(k, guess);
            picture.text(place_of(i % across, k), at + tile + 15, detail::share_right(truth, guess, ignored),
                         {.size = size, .shade = palette::faded_ink});
        }
    }
    return picture;
}

} // namespace chrnn::CHRNN_ABI
