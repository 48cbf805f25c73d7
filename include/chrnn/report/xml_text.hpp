/// XML text: any bytes made fit to stand between tags or inside an attribute.
#pragma once

#include <chrnn/base/utf8.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// Escapes the five characters that mean something in XML; tabs and line ends become spaces, and what XML 1.0 cannot
/// hold (control characters, U+FFFE, U+FFFF, bytes that are not UTF-8) becomes U+FFFD.
inline std::string xml_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t const bytes = utf8_bytes(text);
        auto const character = text.substr(0, bytes == 0 ? 1 : bytes);
        text.remove_prefix(character.size());
        auto const first = static_cast<unsigned char>(character[0]);
        if (character == "&")
            out += "&amp;";
        else if (character == "<")
            out += "&lt;";
        else if (character == ">")
            out += "&gt;";
        else if (character == "\"")
            out += "&quot;";
        else if (character == "'")
            out += "&#39;";
        else if (character == "\t" || character == "\n" || character == "\r")
            out += ' ';
        else if (bytes == 0 || first < 32 || first == 127 || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF")
            out += "\xEF\xBF\xBD";
        else
            out += character;
    }
    return out;
}

} // namespace chrnn::CHRNN_ABI::detail
