/// The command that a program was started with, as a shell would take it again.
#pragma once

#include <chrnn/base/abi.hpp>

#include <span>
#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI {

/// The arguments one after another, those in quotes that the shell would not take as they are.
inline std::string command_text(std::span<char const* const> arguments) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
    std::string all;
    for (std::string_view const one : arguments) {
        if (!all.empty()) all += ' ';
        if (!one.empty() && one.find_first_not_of(plain) == one.npos) {
            all += one;
            continue;
        }
        all += '\'';
        for (char const c : one) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
        all += '\'';
    }
    return all;
}
inline std::string command_text(int count, char const* const* arguments) {
    return command_text(std::span(arguments, static_cast<std::size_t>(count)));
}

} // namespace chrnn::CHRNN_ABI
