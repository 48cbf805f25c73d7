/// Wavefronts for libtorch: where the anti-diagonals of a grid lie in the order in which a recurrence reaches them.
#pragma once

#include <ATen/ATen.h>

#include <vector>

namespace peer {

using at::Tensor;

constexpr std::int64_t directions = 4;
/// Whether a direction starts at the last row, and at the last column; and what chrnn calls it.
constexpr struct {
    char const* name;
    bool rows, columns;
} flips[directions] = {{"se", false, false}, {"nw", true, true}, {"ne", true, false}, {"sw", false, true}};

/// Rows `begin` to before `end` of a wavefront.
struct rows {
    std::int64_t begin, end;

    Tensor of(Tensor const& all) const { return all.slice(1, begin, end); }
};

/// An anti-diagonal: where it lies in the wavefront, and which of its regions have a neighbour below (0) or to the
/// right (1), and where those lie.
struct diagonal {
    rows here;
    struct neighbours {
        rows mine, theirs;
    };
    std::vector<neighbours> onward = {}; ///< none of the last diagonal, otherwise two

    std::int64_t size() const { return here.end - here.begin; }
    /// `some`, counted from this diagonal's first row.
    rows counted(rows some) const { return {some.begin - here.begin, some.end - here.begin}; }
};

inline std::vector<diagonal> diagonals(std::int64_t side, std::int64_t samples) {
    std::vector<diagonal> all;
    std::int64_t first = 0;
    for (std::int64_t d = 0; d < 2 * side - 1; ++d) {
        // Of the grid's rows [low, high); row r lies at first - low + r, its neighbours at end - next + r + 1 and + r.
        std::int64_t const low = std::max<std::int64_t>(0, d - side + 1), high = std::min(d, side - 1) + 1;
        std::int64_t const end = first + high - low, next = std::max<std::int64_t>(0, d - side + 2);
        auto const at = [&](std::int64_t place, std::int64_t from, std::int64_t to) {
            return rows{(place + from) * samples, (place + to) * samples};
        };
        diagonal one{{first * samples, end * samples}};
        if (d < 2 * side - 2) {
            std::int64_t const last = std::min(high, side - 1);
            one.onward = {{at(first - low, low, last), at(end - next + 1, low, last)},
                          {at(first - low, next, high), at(end - next, next, high)}};
        }
        all.push_back(one);
        first = end;
    }
    return all;
}

} // namespace peer
