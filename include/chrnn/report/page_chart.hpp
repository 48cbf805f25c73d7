/// The chart of a page: lines over epochs with their names and last values below.
#pragma once

#include <chrnn/fit/history.hpp>
#include <chrnn/report/html.hpp>
#include <chrnn/report/plot_panel.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A line with its name; the place says its color and, by turns of all colors, whether it is dashed.
struct named_line {
    std::string name;
    std::vector<std::pair<double, double>> points;
    std::size_t place;
    bool dashed = false;
};

/// The numbers `value(record)` of a history, times `factor`.
template <class Value>
std::vector<std::pair<double, double>> points_of(std::vector<epoch_record> const& history, Value const& value,
                                                 double factor = 1) {
    std::vector<std::pair<double, double>> all;
    for (epoch_record const& one : history)
        all.push_back({static_cast<double>(one.epoch), factor * static_cast<double>(value(one))});
    return all;
}

/// The last number of a line that is one, as text; "–" if there is none.
inline std::string last_text(named_line const& line, std::string const& unit) {
    for (auto at = line.points.rbegin(); at != line.points.rend(); ++at) {
        double const value = at->second;
        if (!std::isfinite(value)) continue;
        if (!unit.empty()) return fixed_decimal(value, 1) + unit;
        if (std::abs(value) >= 0.01) return fixed_decimal(value, 3);
        char digits[32];
        return {digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 3).ptr};
    }
    return "\u2013";
}

/// Lines without a number are left out, and a chart without a line.
inline void add_chart(html& to, plot_axis const& axis, std::vector<named_line> lines) {
    std::erase_if(lines, [](named_line const& one) {
        return std::none_of(one.points.begin(), one.points.end(),
                            [](auto const& p) { return std::isfinite(p.second); });
    });
    if (lines.empty()) return;
    constexpr double width = 400, height = 290;
    constexpr std::size_t colors = palette::line_colors.size();
    std::vector<plot_line> drawn;
    std::string label = axis.title + " over epochs";
    for (named_line const& one : lines) {
        drawn.push_back(
            {one.points, palette::line_colors[one.place % colors], one.dashed || one.place / colors % 2 == 1});
        label += (&one == &lines.front() ? ": " : "; ") + one.name + ", " + std::to_string(one.points.size()) +
                 " epochs, at last " + last_text(one, axis.unit);
    }
    svg picture(width, height);
    plot_panel({8, 4, width - 12, height - 8}, axis, drawn).draw(picture);
    to.element("figure", {}, [&] {
        to.markup(picture.element(label, "picture"));
        to.element("figcaption", {}, [&] {
            to.element("ul", {{"class", "legend"}}, [&] {
                for (std::size_t i = 0; i < lines.size(); ++i)
                    to.element("li", {}, [&] {
                        svg sample(26, 8);
                        sample.line({{0, 4}, {26, 4}},
                                    {.stroke = drawn[i].shade, .width = 2.5, .dashed = drawn[i].dashed});
                        to.markup(sample.element({}, "picture"));
                        to.text(lines[i].name + " " + last_text(lines[i], axis.unit));
                    });
            });
        });
    });
}

} // namespace chrnn::CHRNN_ABI::detail
