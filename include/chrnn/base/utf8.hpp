/// A UTF-8 character: how many bytes it takes, if it is one.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// The bytes of the character at the beginning of `text` (1 to 4), or 0 if it is empty or not UTF-8 there
/// (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
constexpr std::size_t utf8_bytes(std::string_view text) {
    auto const byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.empty()) return 0;
    unsigned const first = byte(0);
    if (first < 0x80) return 1;
    std::size_t const bytes = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : 4;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return 0;
    for (std::size_t i = 1; i < bytes; ++i)
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    bool const overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    bool const outside = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
    return overlong || outside ? 0 : bytes;
}

/// Whether all of `text` is UTF-8.
constexpr bool is_utf8(std::string_view text) {
    while (std::size_t const bytes = utf8_bytes(text)) text.remove_prefix(bytes);
    return text.empty();
}

/// `text` with U+FFFD in place of every byte that is not UTF-8.
inline std::string as_utf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t const bytes = utf8_bytes(text);
        out += bytes == 0 ? "\xEF\xBF\xBD" : text.substr(0, bytes);
        text.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return out;
}

} // namespace chrnn::CHRNN_ABI::detail
