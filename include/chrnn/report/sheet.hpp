/// A sheet of test images: each with what it shows, what a network took it for, and how sure the network was.
#pragma once

#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/text_width.hpp>

namespace chrnn::CHRNN_ABI {

/// One image of a sheet: [rows, columns, channels] bytes, channels 1 (gray) or 3 (RGB).
struct sheet_image {
    std::span<std::uint8_t const> pixels;
    index_t rows, columns, channels;
    std::string truth; ///< empty if nobody knows
    std::string predicted;
    double confidence; ///< 0 to 1
};

/// A picture of the images, `columns` to a row: a green frame where the prediction is the truth, a red one where it is
/// not, a gray one where the truth is unknown; below, the prediction with its confidence, and the truth. Throws `error`
/// if an image's bytes do not make its shape.
inline svg image_sheet(std::string const& title, std::span<sheet_image const> images, index_t columns = 6) {
    constexpr double margin = 24, tile = 148, gap = 20, caption = 44, frame = 4, size = 12.5;
    auto const count = static_cast<index_t>(images.size());
    columns = std::max<index_t>(1, std::min(columns, std::max<index_t>(count, 3)));
    index_t const rows = (count + columns - 1) / columns;
    double const top = margin + 58;

    svg picture(2 * margin + static_cast<double>(columns) * (tile + gap) - gap,
                top + static_cast<double>(rows) * (tile + caption + gap) - (rows > 0 ? gap : 0) + margin);
    index_t right = 0, known = 0;
    for (auto const& one : images) {
        known += !one.truth.empty();
        right += !one.truth.empty() && one.truth == one.predicted;
    }
    double const width = picture.width() - 2 * margin;
    std::string const subtitle = known > 0 ? std::to_string(right) + " of " + std::to_string(known) + " right"
                                           : std::to_string(count) + (count == 1 ? " image" : " images");
    picture.text(margin, margin + 16, detail::shortened(title, 19, width, true), {.size = 19, .bold = true});
    picture.text(margin, margin + 38, subtitle, {.size = 14, .shade = palette::faded_ink});

    for (index_t i = 0; i < count; ++i) {
        auto const& full = images[static_cast<std::size_t>(i)];
        auto const x = margin + static_cast<double>(i % columns) * (tile + gap);
        auto const y = top + static_cast<double>(i / columns) * (tile + caption + gap);
        image_view const image{full.pixels, full.rows, full.columns, full.channels};
        if (!image.whole())
            fail("image ", i, " of a sheet has ", full.pixels.size(), " bytes, not ", full.rows, " x ", full.columns,
                 " x ", full.channels);
        color const verdict = full.truth.empty()             ? palette::faded_ink
                              : full.truth == full.predicted ? palette::green
                                                             : palette::red;
        picture.rectangle(x, y, tile, tile, {.fill = color{243, 245, 247}});
        detail::draw_image(picture, image, x + frame, y + frame, tile - 2 * frame);
        picture.rectangle(x + frame / 2, y + frame / 2, tile - frame, tile - frame,
                          {.stroke = verdict, .width = frame, .radius = 3});

        std::string const percent = fixed_decimal(100 * full.confidence, 0) + "%";
        double const name_width = tile - detail::text_width(percent, size) - 8;
        picture.text(x, y + tile + 18, detail::shortened(full.predicted, size, name_width, true),
                     {.size = size, .shade = verdict, .bold = true});
        picture.text(x + tile, y + tile + 18, percent, {.size = size, .shade = verdict, .at = svg::align::right});
        if (!full.truth.empty())
            picture.text(x, y + tile + 35, detail::shortened("true: " + full.truth, size, tile),
                         {.size = size, .shade = palette::faded_ink});
    }
    return picture;
}

} // namespace chrnn::CHRNN_ABI
