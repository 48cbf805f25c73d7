/// An SVG picture: rectangles, lines, text and images, put on a white sheet one over another.
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/report/color.hpp>
#include <chrnn/report/decimal.hpp>
#include <chrnn/report/xml_text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Lengths are pixels, y grows downward, angles are degrees clockwise. Text may be any bytes.
class svg {
  public:
    struct outline {
        std::optional<color> fill{}, stroke{};
        double width = 1;  ///< of the stroke
        double radius = 0; ///< of a rectangle's corners
        bool dashed = false;
    };
    enum class align { left, center, right };
    struct lettering {
        double size = 12;
        color shade = palette::ink;
        align at = align::left; ///< where x is in the text
        bool bold = false;
        double angle = 0; ///< about (x, y)
    };

    svg(double width, double height) : sheet_width(width), sheet_height(height) {}

    double width() const { return sheet_width; }
    double height() const { return sheet_height; }

    void rectangle(double x, double y, double w, double h, outline const& look) {
        open("rect");
        attribute("x", x), attribute("y", y), attribute("width", w), attribute("height", h);
        if (look.radius > 0) attribute("rx", look.radius);
        draw(look);
    }

    void circle(double x, double y, double radius, outline const& look) {
        open("circle");
        attribute("cx", x), attribute("cy", y), attribute("r", radius);
        draw(look);
    }

    /// A line through all points.
    void line(std::vector<std::pair<double, double>> const& points, outline const& look) {
        open("polyline");
        std::string list;
        for (auto const& [x, y] : points)
            list.append(list.empty() ? "" : " ").append(decimal(x)).append(",").append(decimal(y));
        attribute("points", list);
        attribute("stroke-linejoin", "round");
        draw(look);
    }

    /// One line of text whose baseline is at y.
    void text(double x, double y, std::string_view words, lettering const& look) {
        open("text");
        attribute("x", x), attribute("y", y), attribute("font-size", look.size);
        attribute("fill", look.shade.text());
        if (look.at != align::left) attribute("text-anchor", look.at == align::right ? "end" : "middle");
        if (look.bold) attribute("font-weight", "bold");
        if (look.angle != 0) {
            std::string turn = "rotate(";
            turn.append(decimal(look.angle)).append(" ").append(decimal(x)).append(" ").append(decimal(y)).append(")");
            attribute("transform", turn);
        }
        body.append(">").append(detail::xml_text(words)).append("</text>\n");
    }

    /// An image from a data URI, stretched over the rectangle, pixel edges kept sharp if `sharp`.
    void image(double x, double y, double w, double h, std::string_view uri, bool sharp = false) {
        open("image");
        attribute("x", x), attribute("y", y), attribute("width", w), attribute("height", h);
        attribute("preserveAspectRatio", "none");
        if (sharp) attribute("style", "image-rendering:pixelated");
        body.append(" xlink:href=\"").append(uri).append("\"/>\n");
    }

    /// The whole file.
    std::string source() const {
        std::string all = R"(<?xml version="1.0" encoding="UTF-8"?>)";
        return all.append("\n").append(element_with({}));
    }
    /// The element alone, to stand in a page: `label` tells those who do not see it what there is to see, and where
    /// that is nothing it is an ornament; `kind` is its class.
    std::string element(std::string_view label, std::string_view kind) const {
        std::string about = " class=\"" + detail::xml_text(kind) + "\"";
        if (label.empty())
            about += " aria-hidden=\"true\"";
        else
            about += " role=\"img\" aria-label=\"" + detail::xml_text(label) + "\"";
        return element_with(about);
    }

    /// Writes the file atomically. Throws `error` naming the file and the reason; the old file survives.
    void save(std::filesystem::path const& path) const { write_file(path, source()); }

  private:
    double sheet_width, sheet_height;
    std::string body;

    std::string element_with(std::string_view about) const {
        std::string const w = decimal(sheet_width), h = decimal(sheet_height);
        std::string all =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"";
        all.append(w).append("\" height=\"").append(h);
        all.append("\" viewBox=\"0 0 ").append(w).append(" ").append(h).append("\" font-family=\"");
        all.append("Helvetica, Arial, 'DejaVu Sans', sans-serif\"").append(about);
        all.append(">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        return all.append(body).append("</svg>\n");
    }

    void open(char const* tag) { body.append("<").append(tag); }
    void attribute(char const* name, std::string_view value) {
        body.append(" ").append(name).append("=\"").append(detail::xml_text(value)).append("\"");
    }
    void attribute(char const* name, double value) { attribute(name, std::string_view(decimal(value))); }

    void draw(outline const& look) {
        attribute("fill", look.fill ? look.fill->text() : "none");
        if (look.stroke) {
            attribute("stroke", look.stroke->text());
            attribute("stroke-width", look.width);
        }
        if (look.dashed) attribute("stroke-dasharray", "5 4");
        body += "/>\n";
    }
};

} // namespace chrnn::CHRNN_ABI
