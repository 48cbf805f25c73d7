/// A dot chart: a row of dots for everything that is compared, with their mean.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/report/svg.hpp>
#include <chrnn/report/text_width.hpp>
#include <chrnn/report/ticks.hpp>

#include <cmath>
#include <limits>

namespace chrnn::CHRNN_ABI {

/// What is compared, and the values that were found of it, in the order of the chart's series; a series may be empty.
struct dot_row {
    std::string name;
    std::vector<std::vector<double>> values;
};

/// A picture with a line for each row: a dot for every value, a bar at their mean and the mean as a number; a color for
/// each of the `series` (one, two, up to eight names). `unit` stands behind the numbers. Throws `error` when a row has
/// another number of series, or a value is not finite.
inline svg dot_chart(std::string const& title, std::vector<std::string> const& series, std::string const& unit,
                     std::vector<dot_row> const& rows) {
    constexpr double margin = 24, size = 13, line = 19, gap = 12, plot = 520, longest = 260;
    double low = std::numeric_limits<double>::infinity(), high = -low, widest = 0;
    if (series.empty() || series.size() > palette::line_colors.size())
        fail("a dot chart has 1 to ", palette::line_colors.size(), " series, not ", series.size());
    for (dot_row const& row : rows) {
        if (row.values.size() != series.size())
            fail("the row '", row.name, "' of a dot chart has ", row.values.size(), " series, not ", series.size());
        for (auto const& values : row.values)
            for (double value : values) {
                if (!(std::abs(value) <= 1e100)) fail("a value of '", row.name, "' is not finite");
                low = std::min(low, value), high = std::max(high, value);
            }
        widest = std::max(widest, std::min(longest, detail::text_width(row.name, size)));
    }
    if (low > high) low = 0, high = 1;

    detail::ticks const axis = detail::round_ticks(low, high, 6);
    double const left = margin + widest + 18, right = left + plot, top = margin + 62;
    double const height = line * static_cast<double>(series.size()) + gap;
    double const bottom = top + height * static_cast<double>(std::max<std::size_t>(rows.size(), 1));
    auto const x_of = [&](double value) { return left + (value - axis.first()) / (axis.last() - axis.first()) * plot; };

    svg picture(right + 74 + margin, bottom + 30 + margin);
    picture.text(margin, margin + 16, detail::shortened(title, 19, picture.width() - 2 * margin, true),
                 {.size = 19, .bold = true});
    double x = margin;
    for (std::size_t s = 0; s < series.size() && series.size() > 1; ++s) {
        picture.circle(x + 5, margin + 38, 4, {.fill = palette::line_colors[s]});
        picture.text(x + 15, margin + 42, series[s], {.size = size});
        x += 40 + detail::text_width(series[s], size);
    }
    for (double value : axis.values) {
        picture.line({{x_of(value), top}, {x_of(value), bottom}}, {.stroke = palette::hairline});
        picture.text(x_of(value), bottom + 18, axis.label(value) + unit,
                     {.size = 12, .shade = palette::faded_ink, .at = svg::align::center});
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
        double const begin = top + height * static_cast<double>(r);
        picture.text(left - 12, begin + height / 2 + 0.36 * size, detail::shortened(rows[r].name, size, longest),
                     {.size = size, .at = svg::align::right});
        if (r > 0) picture.line({{margin, begin}, {right, begin}}, {.stroke = palette::hairline});
        for (std::size_t s = 0; s < series.size(); ++s) {
            auto const& values = rows[r].values[s];
            double const y = begin + gap / 2 + line * (static_cast<double>(s) + 0.5);
            double mean = 0;
            for (double value : values) {
                picture.circle(x_of(value), y, 3.6, {.fill = palette::line_colors[s]});
                mean += value / static_cast<double>(values.size());
            }
            if (values.empty()) continue;
            picture.line({{x_of(mean), y - 8}, {x_of(mean), y + 8}}, {.stroke = palette::line_colors[s], .width = 2.5});
            picture.text(right + 10, y + 0.36 * size, fixed_decimal(mean, 1) + unit,
                         {.size = size, .shade = palette::line_colors[s], .bold = true});
        }
    }
    return picture;
}

} // namespace chrnn::CHRNN_ABI
