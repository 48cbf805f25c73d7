/// JSON text: a string between quotes, escaped.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// `text`, which must be UTF-8, as a JSON string (RFC 8259, section 7).
inline std::string json_text(std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (char c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 32)
            out += {'\\', 'u', '0', '0', digits[byte / 16], digits[byte % 16]};
        else
            out += c;
    }
    return out += '"';
}

} // namespace chrnn::CHRNN_ABI::detail
