/// A sheet of regions and their nearest neighbours (Figure 4): what networks take for alike.
#pragma once

#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/text_width.hpp>
#include <chrnn/shape/region_box.hpp>

namespace chrnn::CHRNN_ABI {

/// An image of class `label` with a box of its pixels, a region's receptive field.
struct boxed_image {
    image_view image;
    region_box box;
    std::string label;
};
/// The neighbours of a region by one kind of features, nearest first.
struct neighbour_row {
    std::string name; ///< of the features
    std::vector<boxed_image> images;
};
/// A region and its neighbours, a row for every kind of features.
struct neighbour_group {
    boxed_image region;
    std::vector<neighbour_row> rows;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Frames the box in an image that has been drawn, on a light ground so that it shows anywhere. Throws `error` when it
/// is empty or not within the image.
inline void draw_box(svg& picture, boxed_image const& one, image_place const& place, color shade) {
    auto const [rows, columns, scale] = one.box;
    if (one.box.empty() || rows.begin < 0 || columns.begin < 0 || rows.end > one.image.rows ||
        columns.end > one.image.columns)
        fail("rows ", rows.begin, " .. ", rows.end, " and columns ", columns.begin, " .. ", columns.end,
             " are no box in an image of ", one.image.rows, " x ", one.image.columns);
    auto const at = [&](index_t pixels) { return place.pixel * static_cast<double>(pixels); };
    constexpr double width = 2.5, ground = 1; // the light ground's width on each side
    constexpr double inset = width / 2 + ground;
    for (auto const& [stroke, thick] : {std::pair{palette::white, width + 2 * ground}, std::pair{shade, width}})
        picture.rectangle(place.x + at(columns.begin) + inset, place.y + at(rows.begin) + inset,
                          at(columns.end - columns.begin) - 2 * inset, at(rows.end - rows.begin) - 2 * inset,
                          {.stroke = stroke, .width = thick});
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// A picture of the groups, one below another: on the left the region, its box blue; on the right its neighbours, box
/// and label green where the label is the region's and red where it is not. Throws `error` if an image's bytes do not
/// make its shape or its box does not lie in it.
inline svg neighbour_sheet(std::string const& title, std::string const& subtitle,
                           std::span<neighbour_group const> groups) {
    constexpr double margin = 24, gap = 10, tile = 100, name_height = 20, label_height = 26, size = 12;
    constexpr double row_height = name_height + tile + label_height, between = 22, side = 168, column = side + 26;
    std::size_t widest = 4, rows = 0;
    for (auto const& group : groups) {
        rows += std::max<std::size_t>(group.rows.size(), 2); // the region is as high as two
        for (auto const& row : group.rows) widest = std::max(widest, row.images.size());
    }
    double const top = margin + 56;
    svg picture(2 * margin + column + static_cast<double>(widest) * (tile + gap) - gap,
                top + static_cast<double>(rows) * row_height + between * static_cast<double>(groups.size()) + 8);
    double const width = picture.width() - 2 * margin;
    picture.text(margin, margin + 16, detail::shortened(title, 19, width, true), {.size = 19, .bold = true});
    picture.text(margin, margin + 38, detail::shortened(subtitle, 14, width),
                 {.size = 14, .shade = palette::faded_ink});

    double y = top;
    for (auto const& group : groups) {
        if (&group != &groups.front())
            picture.line({{margin, y - between / 2}, {margin + width, y - between / 2}}, {.stroke = palette::hairline});
        auto const high = static_cast<double>(std::max<std::size_t>(group.rows.size(), 2)) * row_height;
        double const middle = y + (high - side - name_height - label_height) / 2;
        picture.text(margin, middle + 13, "test region", {.size = size, .shade = palette::faded_ink});
        auto const place = detail::draw_image(picture, group.region.image, margin, middle + name_height, side);
        detail::draw_box(picture, group.region, place, palette::blue);
        picture.text(margin, middle + name_height + side + 15, detail::shortened(group.region.label, size, side, true),
                     {.size = size, .shade = palette::blue, .bold = true});

        for (auto const& row : group.rows) {
            double x = margin + column;
            std::size_t right = 0;
            for (auto const& one : row.images) right += one.label == group.region.label;
            std::string const count =
                std::to_string(right) + " of " + std::to_string(row.images.size()) + " of its class";
            double const room = margin + width - x - detail::text_width(count, size) - 10;
            picture.text(x, y + 13, detail::shortened(row.name, size, room),
                         {.size = size, .shade = palette::faded_ink});
            picture.text(margin + width, y + 13, count,
                         {.size = size, .shade = palette::faded_ink, .at = svg::align::right});
            for (auto const& one : row.images) {
                color const verdict = one.label == group.region.label ? palette::green : palette::red;
                detail::draw_box(picture, one, detail::draw_image(picture, one.image, x, y + name_height, tile),
                                 verdict);
                picture.text(x, y + name_height + tile + 14, detail::shortened(one.label, size, tile),
                             {.size = size, .shade = verdict});
                x += tile + gap;
            }
            y += row_height;
        }
        y += high - static_cast<double>(group.rows.size()) * row_height + between;
    }
    return picture;
}

} // namespace chrnn::CHRNN_ABI
