/// Text from outside (a path, a name in a file) put between quotes, on one line, fit for an error sentence.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// `text` in single quotes; control characters become `\xNN`, and what exceeds `longest` bytes becomes `...`, behind a
/// whole character of UTF-8.
inline std::string in_quotes(std::string_view text, std::size_t longest = 300) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "'";
    std::size_t end = longest < text.size() ? longest : text.size();
    for (int i = 0; i < 3 && end > 0 && end < text.size() && (text[end] & 0xC0) == 0x80; ++i) --end;
    for (char c : text.substr(0, end)) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 32 || byte == 127)
            out += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
        else
            out += c;
    }
    return out += text.size() > longest ? "...'" : "'";
}

} // namespace chrnn::CHRNN_ABI::detail
