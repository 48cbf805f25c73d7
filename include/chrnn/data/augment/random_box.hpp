/// A random box: a part of an image of random size, shape and place.
#pragma once

#include <chrnn/data/dice.hpp>
#include <chrnn/data/pixel_box.hpp>

#include <array>
#include <cmath>
#include <optional>

namespace chrnn::CHRNN_ABI::detail {

/// How boxes are distributed: uniformly in their share of the image and in the logarithm of width / height.
struct random_box {
    std::array<double, 2> share, ratio; ///< from .. to
    index_t margin = 0;                 ///< rows and columns that a box leaves at least

    /// Nothing if ten boxes in turn are empty or do not fit, as happens in very long images.
    std::optional<pixel_box> draw(index_t rows, index_t columns, dice& random) const {
        auto const area = static_cast<double>(rows * columns);
        for (int attempt = 0; attempt < 10; ++attempt) {
            double const part = area * random.within(share[0], share[1]);
            double const shape = std::exp(random.within(std::log(ratio[0]), std::log(ratio[1])));
            double const width = std::round(std::sqrt(part * shape)), height = std::round(std::sqrt(part / shape));
            if (!(width >= 1 && width <= static_cast<double>(columns - margin)) ||
                !(height >= 1 && height <= static_cast<double>(rows - margin)))
                continue;
            auto const across = static_cast<index_t>(width), down = static_cast<index_t>(height);
            index_t const top = random.between(0, rows - down), left = random.between(0, columns - across);
            return pixel_box{top, left, down, across};
        }
        return std::nullopt;
    }
};

/// Throws unless `share` is a range within 0 .. 1 and `ratio` one of positive numbers.
inline void check_random_box(char const* what, std::array<double, 2> const& share, std::array<double, 2> const& ratio) {
    if (!(share[0] >= 0 && share[0] <= share[1] && share[1] > 0 && share[1] <= 1))
        fail(what, " takes shares of an image between 0 and 1, not from ", share[0], " to ", share[1]);
    if (!(ratio[0] > 0 && ratio[0] <= ratio[1] && std::isfinite(ratio[1])))
        fail(what, " takes ratios of two sides above 0, not from ", ratio[0], " to ", ratio[1]);
}

} // namespace chrnn::CHRNN_ABI::detail
