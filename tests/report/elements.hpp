/// The elements of an SVG file: a small strict reader, which also finds text that is cut off or lies over other text.
#pragma once

#include <chrnn/report/text_width.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

struct element {
    std::string tag, text;
    std::map<std::string, std::string> attributes;

    double number(std::string const& name) const { return std::stod(attributes.at(name)); }
    bool has(std::string const& name, std::string const& value) const {
        auto const found = attributes.find(name);
        return found != attributes.end() && found->second == value;
    }
};

/// Undoes the escapes of XML. Throws on anything else that begins with an ampersand.
inline std::string unescaped(std::string_view xml) {
    std::string out;
    while (!xml.empty()) {
        if (xml[0] == '<') throw std::runtime_error("a bare < in text");
        std::size_t used = 1;
        char plain = xml[0];
        if (xml[0] == '&') {
            used = 0;
            for (auto const& [name, c] : std::map<std::string, char>{
                     {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}})
                if (xml.starts_with(name)) used = name.size(), plain = c;
            if (used == 0) throw std::runtime_error("an unknown entity");
        }
        out += plain;
        xml.remove_prefix(used);
    }
    return out;
}

/// Every element inside <svg>, which must be flat. Throws if the file is not well-formed.
inline std::vector<element> elements(std::string const& source) {
    auto const require = [](bool holds, char const* what) {
        if (!holds) throw std::runtime_error(what);
    };
    std::string_view rest = source;
    require(chrnn::detail::is_utf8(rest), "not UTF-8");
    require(rest.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "), "no SVG file");
    require(rest.ends_with("</svg>\n"), "no end");
    rest.remove_suffix(7);
    rest.remove_prefix(rest.find('\n') + 1);

    std::vector<element> all;
    while (!rest.empty()) {
        element one;
        require(rest[0] == '<', "no element");
        std::size_t const name_end = rest.find_first_of(" >/");
        one.tag = rest.substr(1, name_end - 1);
        rest.remove_prefix(name_end);
        while (rest[0] == ' ') {
            std::size_t const equals = rest.find('='), end = rest.find('"', equals + 2);
            require(equals != rest.npos && end != rest.npos && rest[equals + 1] == '"', "no attribute");
            auto const name = rest.substr(1, equals - 1);
            require(one.attributes.emplace(name, unescaped(rest.substr(equals + 2, end - equals - 2))).second,
                    "an attribute twice");
            rest.remove_prefix(end + 1);
        }
        if (rest.starts_with("/>\n")) {
            rest.remove_prefix(3);
        } else if (one.tag == "svg") {
            require(rest.starts_with(">\n"), "no end of <svg>");
            rest.remove_prefix(2);
        } else {
            std::size_t const end = rest.find("</" + one.tag + ">\n");
            require(rest[0] == '>' && end != rest.npos, "no end of an element");
            one.text = unescaped(rest.substr(1, end - 1));
            rest.remove_prefix(end + one.tag.size() + 4);
        }
        all.push_back(one);
    }
    return all;
}

inline std::vector<element> tagged(std::vector<element> const& all, std::string const& tag) {
    std::vector<element> found;
    for (auto const& one : all)
        if (one.tag == tag) found.push_back(one);
    return found;
}

inline bool says(std::vector<element> const& all, std::string const& text) {
    return std::any_of(all.begin(), all.end(), [&](element const& one) { return one.text == text; });
}

/// Texts that reach over the picture's edge, and upright ones that lie over one another: none, in a good picture.
inline std::vector<std::string> misplaced_texts(std::vector<element> const& all) {
    struct box {
        double left, top, right, bottom;
        bool upright;
        std::string text;
    };
    double const width = all.at(0).number("width"), height = all.at(0).number("height");
    std::vector<box> boxes;
    std::vector<std::string> found;
    for (auto const& one : tagged(all, "text")) {
        double const size = one.number("font-size");
        double const length = chrnn::detail::text_width(one.text, size, one.has("font-weight", "bold"));
        double const x = one.number("x"), y = one.number("y");
        double const start = one.has("text-anchor", "end")      ? -length
                             : one.has("text-anchor", "middle") ? -length / 2
                                                                : 0;
        box place{x + start, y - 0.75 * size, x + start + length, y + 0.22 * size, true, one.text};
        if (one.attributes.contains("transform")) {
            double const degrees = std::stod(one.attributes.at("transform").substr(7));
            double const c = std::cos(degrees * 3.14159265 / 180), s = std::sin(degrees * 3.14159265 / 180);
            place = {x, y, x, y, false, one.text};
            for (double along : {start, start + length})
                for (double across : {-0.75 * size, 0.22 * size}) {
                    double const px = x + c * along - s * across, py = y + s * along + c * across;
                    place.left = std::min(place.left, px), place.right = std::max(place.right, px);
                    place.top = std::min(place.top, py), place.bottom = std::max(place.bottom, py);
                }
        }
        if (place.left < 0 || place.top < 0 || place.right > width || place.bottom > height)
            found.push_back("'" + one.text + "' is cut off");
        boxes.push_back(place);
    }
    for (std::size_t i = 0; i < boxes.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (auto const& a = boxes[i], &b = boxes[k];
                a.upright && b.upright && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
                found.push_back("'" + a.text + "' lies over '" + b.text + "'");
    return found;
}
