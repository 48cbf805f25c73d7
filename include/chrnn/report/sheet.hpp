/// A sheet of test images: each with what it shows, what a network took it for, and how sure the network was.
#pragma once

#include <chrnn/report/base64.hpp>
#include <chrnn/report/png.hpp>
#include <chrnn/report/svg.hpp>
#include <chrnn/report/text_width.hpp>

namespace chrnn {

/// One image of a sheet: [rows, columns, channels] bytes, channels 1 (gray) or 3 (RGB).
struct sheet_image {
    std::span<std::uint8_t const> pixels;
    index_t rows, columns, channels;
    std::string truth; ///< empty if nobody knows
    std::string predicted;
    double confidence; ///< 0 to 1
};

/// `image` with blocks of pixels averaged so that neither side is longer than `longest`; its bytes go to `storage`.
inline sheet_image shrunk(sheet_image image, index_t longest, std::vector<std::uint8_t>& storage) {
    index_t const block = (std::max(image.rows, image.columns) + longest - 1) / longest;
    if (block <= 1) return image;
    sheet_image small = image;
    small.rows = (image.rows + block - 1) / block;
    small.columns = (image.columns + block - 1) / block;
    storage.clear();
    for (index_t row = 0; row < image.rows; row += block)
        for (index_t column = 0; column < image.columns; column += block)
            for (index_t channel = 0; channel < image.channels; ++channel) {
                index_t sum = 0, count = 0;
                for (index_t r = row; r < std::min(row + block, image.rows); ++r)
                    for (index_t c = column; c < std::min(column + block, image.columns); ++c, ++count)
                        sum +=
                            image.pixels[static_cast<std::size_t>((r * image.columns + c) * image.channels + channel)];
                storage.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
            }
    small.pixels = storage;
    return small;
}

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
    picture.text(margin, margin + 16, shortened(title, 19, width, true), {.size = 19, .bold = true});
    picture.text(margin, margin + 38, subtitle, {.size = 14, .shade = palette::faded_ink});

    std::vector<std::uint8_t> storage;
    for (index_t i = 0; i < count; ++i) {
        auto const& full = images[static_cast<std::size_t>(i)];
        auto const x = margin + static_cast<double>(i % columns) * (tile + gap);
        auto const y = top + static_cast<double>(i / columns) * (tile + caption + gap);
        if (full.rows < 1 || full.columns < 1 || (full.channels != 1 && full.channels != 3) ||
            full.rows > static_cast<index_t>(full.pixels.size()) ||
            full.columns > static_cast<index_t>(full.pixels.size()) ||
            static_cast<index_t>(full.pixels.size()) != full.rows * full.columns * full.channels)
            fail("image ", i, " of a sheet has ", full.pixels.size(), " bytes, not ", full.rows, " x ", full.columns,
                 " x ", full.channels);
        sheet_image const image = shrunk(full, static_cast<index_t>(2 * tile), storage);
        std::string const data = base64(png(image.pixels, image.rows, image.columns, image.channels));

        color const verdict = full.truth.empty()             ? palette::faded_ink
                              : full.truth == full.predicted ? palette::green
                                                             : palette::red;
        auto const inner = tile - 2 * frame;
        auto const longer = static_cast<double>(std::max(image.rows, image.columns));
        double const w = inner * static_cast<double>(image.columns) / longer;
        double const h = inner * static_cast<double>(image.rows) / longer;
        picture.rectangle(x, y, tile, tile, {.fill = color{243, 245, 247}});
        picture.image(x + (tile - w) / 2, y + (tile - h) / 2, w, h, "data:image/png;base64," + data,
                      2 * longer <= inner);
        picture.rectangle(x + frame / 2, y + frame / 2, tile - frame, tile - frame,
                          {.stroke = verdict, .width = frame, .radius = 3});

        std::string const percent = fixed_decimal(100 * full.confidence, 0) + "%";
        double const name_width = tile - text_width(percent, size) - 8;
        picture.text(x, y + tile + 18, shortened(full.predicted, size, name_width, true),
                     {.size = size, .shade = verdict, .bold = true});
        picture.text(x + tile, y + tile + 18, percent, {.size = size, .shade = verdict, .at = svg::align::right});
        if (!full.truth.empty())
            picture.text(x, y + tile + 35, shortened("true: " + full.truth, size, tile),
                         {.size = size, .shade = palette::faded_ink});
    }
    return picture;
}

} // namespace chrnn
