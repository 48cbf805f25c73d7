/// A sheet of the images on which one network gains most over another, and of those on which it loses most (Figure 5).
#pragma once

#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/text_width.hpp>

namespace chrnn::CHRNN_ABI {

/// What a network says of an image. Probabilities are from 0 to 1.
struct opinion {
    std::string guess;
    double confidence; ///< the probability of that
    double of_truth;   ///< the probability of the true class
};
/// An image and what two networks say of it.
struct compared_image {
    image_view image;
    std::string truth;
    opinion first, second;

    /// How much more probable the truth is to the second.
    double gain() const { return second.of_truth - first.of_truth; }
};

/// What a sheet of gains says beside its images.
struct gain_text {
    std::string title, subtitle, first, second; ///< the last two: what the networks are called
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Draws one image with what is said of it, `tile` wide, 72 higher.
inline void draw_compared(svg& picture, compared_image const& one, gain_text const& text, double x, double y,
                          double tile) {
    constexpr double size = 12, line = 17;
    auto const percent = [](double share) { return fixed_decimal(100 * share, 0) + "%"; };
    draw_image(picture, one.image, x, y, tile);
    y += tile + line;
    picture.text(x, y, detail::shortened(one.truth, size, tile, true), {.size = size, .bold = true});
    double const names =
        std::min(0.45 * tile, 8 + std::max(text_width(text.first, size), text_width(text.second, size)));
    for (auto const& [name, said] : {std::pair{&text.first, &one.first}, std::pair{&text.second, &one.second}}) {
        color const verdict = said->guess == one.truth ? palette::green : palette::red;
        std::string const confidence = percent(said->confidence);
        double const room = tile - names - text_width(confidence, size) - 5;
        y += line;
        picture.text(x, y, detail::shortened(*name, size, names - 8), {.size = size, .shade = palette::faded_ink});
        picture.text(x + names, y, detail::shortened(said->guess, size, room), {.size = size, .shade = verdict});
        picture.text(x + tile, y, confidence, {.size = size, .shade = verdict, .at = svg::align::right});
    }
    y += line;
    picture.text(x, y, "truth " + percent(one.first.of_truth) + " \u2192 " + percent(one.second.of_truth),
                 {.size = size, .shade = palette::faded_ink});
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A picture of `gains` and, below a dashed line, of `losses`: under each image its class and what both networks take
/// it for, how sure they are, green where they are right and red where not, and the probability of the true class to
/// the first and to the second. Throws `error` if an image's bytes do not make its shape.
inline svg gain_sheet(gain_text const& text, std::span<compared_image const> gains,
                      std::span<compared_image const> losses, std::size_t columns = 6) {
    constexpr double margin = 24, tile = 204, gap = 18, below = 72, heading = 30, between = 18;
    columns = std::max<std::size_t>(1, std::min(columns, std::max({gains.size(), losses.size(), std::size_t{3}})));
    auto const height = [&](std::size_t images) {
        std::size_t const rows = std::max<std::size_t>(1, (images + columns - 1) / columns);
        return heading + static_cast<double>(rows) * (tile + below + gap);
    };
    double const top = margin + 76;
    svg picture(2 * margin + static_cast<double>(columns) * (tile + gap) - gap,
                top + height(gains.size()) + between + height(losses.size()) + margin - gap);
    double const width = picture.width() - 2 * margin;
    picture.text(margin, margin + 16, detail::shortened(text.title, 19, width, true), {.size = 19, .bold = true});
    picture.text(margin, margin + 38, detail::shortened(text.subtitle, 14, width),
                 {.size = 14, .shade = palette::faded_ink});

    picture.text(margin, margin + 57,
                 detail::shortened(
                     "Below each image: its class; what each takes it for, green if right, and how sure it is; how "
                     "probable its class is to " +
                         text.first + " \u2192 " + text.second + ".",
                     12, width),
                 {.size = 12, .shade = palette::faded_ink});

    double y = top;
    auto const section = [&](std::span<compared_image const> images, std::string const& name) {
        picture.text(margin, y + 14, detail::shortened(name, 14, width, true), {.size = 14, .bold = true});
        if (images.empty()) picture.text(margin, y + heading + 16, "none", {.size = 14, .shade = palette::faded_ink});
        for (std::size_t i = 0; i < images.size(); ++i)
            detail::draw_compared(picture, images[i], text, margin + static_cast<double>(i % columns) * (tile + gap),
                                  y + heading + static_cast<double>(i / columns) * (tile + below + gap), tile);
        y += height(images.size());
    };
    section(gains, text.second + " gains most over " + text.first);
    y += between;
    picture.line({{margin, y - between}, {margin + width, y - between}},
                 {.stroke = palette::faded_ink, .dashed = true});
    section(losses, text.second + " loses most");
    return picture;
}

} // namespace chrnn::CHRNN_ABI
