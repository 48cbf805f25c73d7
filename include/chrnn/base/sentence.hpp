/// Sentences put together at compile time, and the `static_assert` that prints one with its numbers.
#pragma once

#include <chrnn/base/config.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>

namespace chrnn::CHRNN_ABI {

/// Text of at most `Capacity` characters as a compile-time value that can be a template argument.
template <index_t Capacity>
struct fixed_string {
    char text[Capacity + 1]{};

    constexpr fixed_string() = default;
    constexpr fixed_string(char const (&literal)[Capacity + 1]) {
        for (index_t i = 0; i <= Capacity; ++i) text[i] = literal[i];
    }
    constexpr explicit fixed_string(std::string_view from) { append(from); }

    constexpr std::string_view view() const {
        std::size_t n = 0;
        while (n < static_cast<std::size_t>(Capacity) && text[n] != 0) ++n;
        return {text, n};
    }
    constexpr operator std::string_view() const { return view(); }

    constexpr fixed_string& append(std::string_view more) {
        index_t n = static_cast<index_t>(view().size());
        for (char c : more)
            if (n < Capacity) text[n++] = c;
        return *this;
    }
    constexpr fixed_string& append(std::integral auto number) {
        char digits[24]{};
        index_t first = 23;
        auto rest =
            number < 0 ? std::uintmax_t{0} - static_cast<std::uintmax_t>(number) : static_cast<std::uintmax_t>(number);
        do digits[--first] = static_cast<char>('0' + rest % 10);
        while ((rest /= 10) != 0);
        if (number < 0) digits[--first] = '-';
        return append(std::string_view(digits + first));
    }
    constexpr bool operator==(fixed_string const&) const = default;
};

template <std::size_t Size>
fixed_string(char const (&)[Size]) -> fixed_string<static_cast<index_t>(Size) - 1>;

/// A sentence of text and numbers written one after another.
template <class... Parts>
constexpr auto sentence(Parts const&... parts) {
    fixed_string<240> all;
    (all.append(parts), ...);
    return all;
}

/// Ends the compilation; the compiler prints `Mistake`. Call it in the discarded branch of an `if constexpr`.
template <fixed_string Mistake>
consteval void mistake() {
    static_assert(Mistake.view().empty(), "chrnn: the sentence after \"Mistake =\" says what is wrong");
}

} // namespace chrnn::CHRNN_ABI
