/// The stable cell of Leifert et al. (JMLR 17, 2016, paper 97) for two neighbours: a gate mixes their cells, so that
/// the weights of the past add up to at most 1, however long the scan. It begins by keeping 95% at every step:
/// sigmoid(3).
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct stable_lstm {
    static constexpr std::string_view name = "stable_lstm";
    static constexpr bool averages_neighbours = true;
    static constexpr gate<"i"> i{};
    static constexpr gate<"f"> f{};
    static constexpr gate<"m"> m{}; ///< mixing: how much of the past is the row neighbour's
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{};
    static constexpr shared<"mix"> mix{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, f, m, g, o);
    static constexpr auto equations =
        let(mix = sigmoid(m),                                                                   //
            c = sigmoid(f + 3) * (mix * row(c) + (1 - mix) * column(c)) + sigmoid(i) * tanh(g), //
            h = sigmoid(o) * tanh(c));
};

} // namespace chrnn::CHRNN_ABI
