/// A plot panel: lines over epochs, or something else, in a frame with round ticks, each line's last value written
/// beside its end.
#pragma once

#include <chrnn/report/svg.hpp>
#include <chrnn/report/text_width.hpp>
#include <chrnn/report/ticks.hpp>

#include <limits>

namespace chrnn::CHRNN_ABI::detail {

/// Points (epoch, value) in the order of the epochs; one that is not finite interrupts the line.
struct plot_line {
    std::vector<std::pair<double, double>> points{};
    color shade;
    bool dashed = false;
    bool valued = true; ///< whether its last value stands beside its end
};

/// Where a panel lies in its picture, labels included.
struct plot_area {
    double x, y, width, height;
};

/// What its vertical axis says, the most that it may reach, and what the horizontal one says.
struct plot_axis {
    std::string title, unit{};
    double most = std::numeric_limits<double>::infinity();
    std::string along = "epoch";
};

/// Lays the panel out when it is made; `draw` puts it into a picture. Values beyond 1e100 count as not finite.
class plot_panel {
  public:
    plot_panel(plot_area const& area, plot_axis const& axis, std::vector<plot_line> const& lines)
        : area(area), axis(axis), lines(lines) {
        double low = INFINITY, high = -INFINITY;
        for (auto const& line : lines)
            for (auto const& point : line.points)
                if (drawable(point)) {
                    first = std::min(first, point.first), last = std::max(last, point.first);
                    low = std::min(low, point.second), high = std::max(high, point.second);
                }
        empty = first > last;
        if (empty) first = 0, last = 1, low = 0, high = 1;
        if (low > 0 && (low < 0.6 * high || low == high)) low = 0; // an axis from zero, where that wastes little
        epochs = round_ticks(first, last, 8, true);
        values = round_ticks(low, high, 6);
        while (values.values.size() > 2 && values.last() > axis.most) values.values.pop_back();
        if (first == last) first -= 0.5, last += 0.5;

        double widest = 0;
        for (double value : values.values) widest = std::max(widest, text_width(label(value), size));
        left = area.x + widest + 8, right = area.x + area.width - 58;
        top = area.y + 34, bottom = area.y + area.height - 40;
    }

    void draw(svg& picture) const {
        draw_frame(picture);
        for (auto const& line : lines) draw_line(picture, line);
        draw_last_values(picture);
    }

  private:
    static constexpr double size = 12; ///< of the labels

    plot_area const area;
    plot_axis const axis;
    std::vector<plot_line> const& lines;
    double first = INFINITY, last = -INFINITY; ///< epoch
    double left, right, top, bottom;           ///< of the lines' part of the area
    bool empty;
    ticks epochs, values;

    static bool drawable(std::pair<double, double> const& p) {
        return std::abs(p.first) <= 1e15 && std::abs(p.second) <= 1e100; // false for NaN
    }
    double x_of(double epoch) const { return left + 8 + (epoch - first) / (last - first) * (right - left - 16); }
    double y_of(double value) const {
        return bottom - (value - values.first()) / (values.last() - values.first()) * (bottom - top);
    }
    std::string label(double value) const { return values.label(value) + axis.unit; }

    void draw_frame(svg& picture) const {
        svg::lettering look{.size = size, .shade = palette::faded_ink, .at = svg::align::right};
        picture.text(area.x, area.y + 14, axis.title, {.size = 15, .bold = true});
        for (double value : values.values) {
            picture.line({{left, y_of(value)}, {right, y_of(value)}}, {.stroke = palette::hairline});
            picture.text(left - 8, y_of(value) + 0.36 * size, label(value), look);
        }
        look.at = svg::align::center;
        for (double epoch : epochs.values) {
            picture.line({{x_of(epoch), bottom}, {x_of(epoch), bottom + 5}}, {.stroke = palette::faded_ink});
            picture.text(x_of(epoch), bottom + 18, epochs.label(epoch), look);
        }
        picture.line({{left, bottom}, {right, bottom}}, {.stroke = palette::faded_ink});
        look.size = 13;
        picture.text((left + right) / 2, bottom + 36, axis.along, look);
        if (empty) picture.text((left + right) / 2, (top + bottom) / 2, "no values", look);
    }

    void draw_line(svg& picture, plot_line const& line) const {
        std::vector<std::pair<double, double>> run; // of neighbours that can be drawn
        auto const draw_run = [&] {
            if (run.size() > 1) picture.line(run, {.stroke = line.shade, .width = 2, .dashed = line.dashed});
            if (run.size() <= 25)
                for (auto const& [x, y] : run) picture.circle(x, y, run.size() == 1 ? 3.2 : 2.2, {.fill = line.shade});
            run.clear();
        };
        for (auto const& point : line.points)
            if (drawable(point))
                run.push_back({x_of(point.first), y_of(point.second)});
            else
                draw_run();
        draw_run();
    }

    void draw_last_values(svg& picture) const {
        struct label_at {
            double y;
            std::string text;
            color shade;
        };
        std::vector<label_at> ends;
        for (auto const& line : lines) {
            if (!line.valued) continue;
            auto const found = std::find_if(line.points.rbegin(), line.points.rend(), drawable);
            if (found == line.points.rend()) continue;
            double const value = found->second;
            int const digits = axis.unit.empty() && std::abs(value) < 10 ? 3 : 1;
            std::string const text = std::abs(value) < 1e4 ? fixed_decimal(value, digits) + axis.unit : label(value);
            ends.push_back({y_of(value), text, line.shade});
        }
        // They keep a line's height apart: pushed down from the top, then up from the bottom.
        std::sort(ends.begin(), ends.end(), [](auto const& a, auto const& b) { return a.y < b.y; });
        double const apart =
            std::min(14.0, (bottom - top) / static_cast<double>(std::max<std::size_t>(ends.size(), 1)));
        for (std::size_t i = 1; i < ends.size(); ++i) ends[i].y = std::max(ends[i].y, ends[i - 1].y + apart);
        double limit = bottom;
        for (std::size_t i = ends.size(); i-- > 0; limit = ends[i].y - apart) ends[i].y = std::min(ends[i].y, limit);
        for (auto const& end : ends)
            picture.text(right + 6, end.y + 0.36 * size, end.text, {.size = size, .shade = end.shade, .bold = true});
    }
};

} // namespace chrnn::CHRNN_ABI::detail
