/// A text's width, estimated without a font, so that pictures can be laid out; and text shortened to a width.
#pragma once

#include <chrnn/base/utf8.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// The width of `text` in the units of `size` (the height of a line of it). Errs on the wide side: the widths are those
/// of DejaVu Sans, and Helvetica and Arial are narrower.
constexpr double text_width(std::string_view text, double size, bool bold = false) {
    double em = 0;
    while (!text.empty()) {
        char const c = text[0];
        std::size_t const bytes = std::max<std::size_t>(utf8_bytes(text), 1);
        text.remove_prefix(bytes);
        constexpr auto is_in = [](char one, std::string_view set) { return set.find(one) != set.npos; };
        if (bytes > 1)
            em += bytes == 2 ? 0.68 : 1.05;
        else if (is_in(c, "ijlI|'"))
            em += 0.3;
        else if (is_in(c, "frt .,:;-/()[]!"))
            em += 0.4;
        else if (is_in(c, "mMwW%@"))
            em += 0.98;
        else
            em += c >= 'A' && c <= 'Z' ? 0.72 : 0.63;
    }
    return em * size * (bold ? 1.12 : 1);
}

/// `text`, or as much of its beginning and its end as fits `width`, with an ellipsis between them.
inline std::string shortened(std::string_view text, double size, double width, bool bold = false) {
    if (text_width(text, size, bold) <= width) return std::string(text);
    std::vector<std::string_view> characters;
    while (!text.empty()) {
        characters.push_back(text.substr(0, std::max<std::size_t>(utf8_bytes(text), 1)));
        text.remove_prefix(characters.back().size());
    }
    std::string shorter;
    for (std::size_t kept = std::min<std::size_t>(characters.size(), 500); kept-- > 0;) {
        std::size_t const head = (2 * kept + 2) / 3, tail = kept - head;
        shorter.clear();
        for (std::size_t i = 0; i < head; ++i) shorter += characters[i];
        while (shorter.ends_with(' ')) shorter.pop_back();
        shorter += "\u2026";
        for (std::size_t i = characters.size() - tail; i < characters.size(); ++i) shorter += characters[i];
        if (text_width(shorter, size, bold) <= width) break;
    }
    return shorter;
}

} // namespace chrnn::CHRNN_ABI::detail
