/// Training curves: loss and accuracy against the epoch, one line a series, drawn as two panels.
#pragma once

#include <chrnn/report/plot_panel.hpp>

namespace chrnn::CHRNN_ABI {

/// One series of a training run, say "C-HLSTM test". `loss` and `accuracy` (0 to 1) go with `epochs`; either may be
/// empty. A value that is not finite interrupts its line.
struct curve {
    std::string name;
    std::vector<double> epochs{}, loss{}, accuracy{};
    int color = -1; ///< of `palette::line_colors`; the curve's place in the list if negative
    bool dashed = false;
};

/// A picture of the curves: the loss on the left, the accuracy in percent on the right, each line's last value beside
/// it. Throws `error` naming a curve whose numbers are not as many as its epochs.
inline svg curve_chart(std::string const& title, std::vector<curve> const& curves) {
    constexpr double margin = 24, panel_width = 470, panel_height = 340, gap = 28;
    constexpr double width = 2 * margin + 2 * panel_width + gap, legend_size = 13, line_height = 22;

    std::vector<detail::plot_line> loss, accuracy;
    for (auto const& one : curves) {
        for (auto const* values : {&one.loss, &one.accuracy})
            if (!values->empty() && values->size() != one.epochs.size())
                fail("curve '", one.name, "' has ", one.epochs.size(), " epochs but ", values->size(), " values");
        std::size_t const place = loss.size();
        color const shade = palette::line_colors[(one.color < 0 ? place : static_cast<std::size_t>(one.color)) %
                                                 palette::line_colors.size()];
        bool const dashed = one.dashed || (one.color < 0 && place / palette::line_colors.size() % 2 == 1);
        loss.push_back({{}, shade, dashed});
        accuracy.push_back({{}, shade, dashed});
        for (std::size_t i = 0; i < one.loss.size(); ++i) loss.back().points.push_back({one.epochs[i], one.loss[i]});
        for (std::size_t i = 0; i < one.accuracy.size(); ++i)
            accuracy.back().points.push_back({one.epochs[i], 100 * one.accuracy[i]});
    }

    double column = 0;
    for (auto const& one : curves)
        column = std::max(column, 58 + std::min(detail::text_width(one.name, legend_size), 380.0));
    auto const columns = static_cast<std::size_t>(std::max(1.0, (width - 2 * margin + 24) / std::max(column, 1.0)));
    std::size_t const rows = (curves.size() + columns - 1) / columns;
    double const legend = margin + 46, top = legend + line_height * static_cast<double>(rows) - (rows == 0 ? 8 : 0);

    svg picture(width, top + panel_height + margin);
    picture.text(margin, margin + 16, detail::shortened(title, 19, width - 2 * margin, true),
                 {.size = 19, .bold = true});
    for (std::size_t i = 0; i < curves.size(); ++i) {
        double const x = margin + column * static_cast<double>(i % columns);
        double const y = legend + line_height * static_cast<double>(i / columns);
        picture.line({{x, y - 4}, {x + 26, y - 4}}, {.stroke = loss[i].shade, .width = 2.5, .dashed = loss[i].dashed});
        picture.text(x + 34, y, detail::shortened(curves[i].name, legend_size, 380), {.size = legend_size});
    }
    detail::plot_panel({margin, top, panel_width, panel_height}, {.title = "loss"}, loss).draw(picture);
    detail::plot_panel({margin + panel_width + gap, top, panel_width, panel_height},
                       {.title = "accuracy", .unit = "%", .most = 100}, accuracy)
        .draw(picture);
    return picture;
}

} // namespace chrnn::CHRNN_ABI
