/// A color of the reports' palette, and mixtures of two.
#pragma once

#include <chrnn/base/abi.hpp>

#include <array>
#include <cmath>
#include <string>

namespace chrnn::CHRNN_ABI {

/// Red, green and blue, 0 to 255 each.
struct color {
    int red, green, blue;

    /// `#rrggbb`
    std::string text() const {
        constexpr char digits[] = "0123456789abcdef";
        std::string out = "#";
        for (int part : {red, green, blue}) out += {digits[part / 16 % 16], digits[part % 16]};
        return out;
    }
    constexpr bool operator==(color const&) const = default;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// `share` (0 to 1) of the way from `from` to `to`.
inline color mix(color from, color to, double share) {
    auto const part = [share](int a, int b) { return static_cast<int>(std::lround(a + share * (b - a))); };
    return {part(from.red, to.red), part(from.green, to.green), part(from.blue, to.blue)};
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The colors of the reports.
namespace palette {

inline constexpr color white{255, 255, 255};
inline constexpr color ink{34, 38, 43};          ///< titles, labels
inline constexpr color faded_ink{105, 112, 120}; ///< what may stay in the background
inline constexpr color hairline{224, 228, 232};  ///< grids
inline constexpr color blue{0, 90, 156};
inline constexpr color orange{217, 95, 2};
inline constexpr color green{26, 140, 68};
inline constexpr color red{203, 36, 49};

/// Colors of lines that stand side by side, told apart by the color-blind, too (after Okabe and Ito).
inline constexpr std::array<color, 8> line_colors{{{0, 114, 178},
                                                   {213, 94, 0},
                                                   {0, 150, 110},
                                                   {190, 80, 150},
                                                   {200, 135, 0},
                                                   {70, 160, 215},
                                                   {106, 61, 154},
                                                   {90, 90, 90}}};

} // namespace palette

} // namespace chrnn::CHRNN_ABI
