/// A rate chart: the losses of a rate sweep, and the rate at which they fell fastest.
#pragma once

#include <chrnn/fit/rate_sweep.hpp>
#include <chrnn/report/plot_panel.hpp>

namespace chrnn::CHRNN_ABI {

/// A picture of the loss over the logarithm of the rate: step by step in grey, smoothed in blue, and, where it fell, a
/// dashed line at `found.steepest()`. Losses far above the first ones, as at the end of a sweep, are drawn at the top.
inline svg rate_chart(std::string const& title, rate_sweep const& found) {
    constexpr double margin = 24, width = 640, height = 380;
    std::vector<detail::plot_line> lines{
        {.shade = detail::mix(palette::faded_ink, palette::white, 0.6), .valued = false},
        {.shade = palette::line_colors[0], .valued = false}};
    double const most = found.smoothed.empty() ? 1 : 1.5 * found.smoothed.front();
    double lowest = most, highest = 0;
    for (std::size_t i = 0; i < found.rates.size(); ++i)
        for (auto const& [line, loss] : {std::pair(&lines[0], found.losses[i]), {&lines[1], found.smoothed[i]}}) {
            double const drawn = std::min(loss, most);
            line->points.push_back({std::log10(found.rates[i]), drawn});
            lowest = std::min(lowest, drawn), highest = std::max(highest, drawn);
        }
    std::string where = "the loss never fell by more than from step to step";
    if (double const rate = found.steepest(); rate > 0) {
        char digits[32];
        where = "it fell fastest at a rate of ";
        where.append(digits, std::to_chars(digits, digits + sizeof digits, rate, std::chars_format::general, 2).ptr);
        lines.push_back({{{std::log10(rate), lowest}, {std::log10(rate), highest}}, palette::orange, true, false});
    }
    svg picture(width, height + 2 * margin);
    picture.text(margin, margin + 16, detail::shortened(title, 19, width - 2 * margin, true),
                 {.size = 19, .bold = true});
    picture.text(margin, margin + 40, where, {.size = 13, .shade = palette::orange});
    detail::plot_panel({margin, margin + 56, width - 2 * margin, height - 56},
                       {.title = "loss", .along = "learning rate, as a power of ten"}, lines)
        .draw(picture);
    return picture;
}

} // namespace chrnn::CHRNN_ABI
