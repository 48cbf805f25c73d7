/// Text from outside (a path, a name in a file) put between quotes, on one line, fit for an error sentence.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// `text` in single quotes; control characters become `\xNN`, and what exceeds `longest` bytes becomes `...`.
inline std::string in_quotes(std::string_view text, std::size_t longest = 300) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "'";
    for (char c : text.substr(0, longest)) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 32 || byte == 127)
            out += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
        else
            out += c;
    }
    return out += text.size() > longest ? "...'" : "'";
}

} // namespace chrnn::CHRNN_ABI::detail
