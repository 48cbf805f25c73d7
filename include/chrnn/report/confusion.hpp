/// A confusion matrix as a picture: how often each class was taken for which, each row shaded by its shares.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/report/svg.hpp>
#include <chrnn/report/text_width.hpp>

#include <numeric>
#include <span>

namespace chrnn::CHRNN_ABI::detail {

/// A cell's color: blue if it is right, orange if wrong, the darker the larger its share of the row.
inline color confusion_shade(bool right, double share) {
    return mix(palette::white, right ? palette::blue : palette::orange, std::sqrt(share));
}

/// Draws what the colors mean, 460 wide, 16 high.
inline void draw_confusion_key(svg& picture, double x, double y) {
    constexpr double step = 18, size = 12;
    svg::lettering const look{.size = size, .shade = palette::faded_ink};
    for (bool right : {true, false}) {
        for (int i = 0; i <= 5; ++i)
            picture.rectangle(x + step * i, y, step, 16,
                              {.fill = confusion_shade(right, i / 5.0), .stroke = palette::hairline});
        picture.text(x + step * 6 + 7, y + 12.5, right ? "right" : "wrong, 0 to 100% of its row", look);
        x += step * 6 + 58;
    }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A square of counts, `counts[truth * classes + prediction]`: right ones blue, wrong ones orange, the darker the
/// larger their share of the row; beside each row the share that is right. The accuracy stands in the title. Throws
/// `error` if the counts are not classes x classes or one is negative.
inline svg confusion_chart(std::string const& title, std::vector<std::string> const& classes,
                           std::span<index_t const> counts) {
    std::size_t const n = classes.size();
    if (n == 0 || counts.size() != n * n)
        fail("a confusion matrix of ", n, " classes cannot have ", counts.size(), " counts");
    index_t total = 0, right = 0, largest = 0;
    for (std::size_t i = 0; i < n * n; ++i) {
        if (counts[i] < 0) fail("a confusion matrix cannot have the count ", counts[i]);
        total += counts[i];
        largest = std::max(largest, counts[i]);
        if (i % (n + 1) == 0) right += counts[i];
    }

    constexpr double margin = 24, size = 13, longest = 210, slope = 0.7071; // labels above stand at 45 degrees
    auto const side = static_cast<double>(n);
    double const digits = detail::text_width(std::to_string(largest), 1);
    double const cell = std::max({std::min(96.0, 640 / side), 26.0, digits * 9 + 6});
    double const number_size = std::min(std::min(15.0, cell * 0.4), (cell - 6) / digits);
    double widest = 0;
    for (auto const& name : classes) widest = std::max(widest, std::min(longest, detail::text_width(name, size)));

    double const grid = cell * side, left = margin + 26 + widest + 10;
    double const above = slope * std::max(widest, detail::text_width("recall", size)) + 14;
    double const top = margin + 58 + above;
    double const recall = left + grid + 12 + 22; // the middle of the column
    double const beyond = std::max(recall + 30, left + grid - cell / 2 + slope * widest + 14);
    std::string accuracy = ": no images";
    std::string share = "";
    if (total > 0) {
        accuracy = ": " + fixed_decimal(100.0 * static_cast<double>(right) / static_cast<double>(total), 1) + "%";
        share = std::to_string(right) + " of " + std::to_string(total) + " images right";
    }
    svg picture(std::max(beyond, margin + 470) + margin, top + grid + 62 + margin);

    double const heading = picture.width() - 2 * margin - detail::text_width(accuracy, 19, true);
    picture.text(margin, margin + 16, detail::shortened(title, 19, heading, true) + accuracy,
                 {.size = 19, .bold = true});
    picture.text(margin, margin + 38, share, {.size = 14, .shade = palette::faded_ink});
    picture.text(margin + 12, top + grid / 2, "true class",
                 {.size = size, .shade = palette::faded_ink, .at = svg::align::center, .angle = -90});
    picture.text(left + grid / 2, top + grid + 24, "predicted class",
                 {.size = size, .shade = palette::faded_ink, .at = svg::align::center});

    for (std::size_t row = 0; row < n; ++row) {
        double const y = top + cell * static_cast<double>(row), middle = y + cell / 2;
        auto const of_row = counts.subspan(row * n, n);
        index_t const row_total = std::accumulate(of_row.begin(), of_row.end(), index_t{0});
        auto const part_of_row = [&](index_t count) {
            return static_cast<double>(count) / static_cast<double>(row_total);
        };
        std::string const name = detail::shortened(classes[row], size, longest);
        picture.text(left - 10, middle + 0.36 * size, name, {.size = size, .at = svg::align::right});
        picture.text(left + cell * (static_cast<double>(row) + 0.5) + 4, top - 9, name, {.size = size, .angle = -45});
        picture.text(recall, middle + 0.36 * size,
                     row_total == 0 ? "\u2013" : fixed_decimal(100 * part_of_row(of_row[row]), 0) + "%",
                     {.size = size, .shade = palette::faded_ink, .at = svg::align::center});
        for (std::size_t column = 0; column < n; ++column) {
            double const x = left + cell * static_cast<double>(column);
            double const part = of_row[column] == 0 ? 0 : part_of_row(of_row[column]);
            picture.rectangle(x, y, cell, cell,
                              {.fill = detail::confusion_shade(row == column, part), .stroke = palette::hairline});
            if (of_row[column] > 0)
                picture.text(x + cell / 2, middle + 0.36 * number_size, std::to_string(of_row[column]),
                             {.size = number_size,
                              .shade = part > 0.3 ? palette::white : palette::ink,
                              .at = svg::align::center});
        }
    }
    picture.text(recall + 4, top - 9, "recall", {.size = size, .shade = palette::faded_ink, .angle = -45});
    picture.rectangle(left, top, grid, grid, {.stroke = palette::faded_ink});

    detail::draw_confusion_key(picture, margin, top + grid + 44);
    return picture;
}

} // namespace chrnn::CHRNN_ABI
