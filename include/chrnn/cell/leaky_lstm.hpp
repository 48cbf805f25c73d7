/// The leaky cell with a low-pass at its output (LeakyLP) of Leifert et al. (JMLR 17, 2016, paper 97) for two
/// neighbours: what is forgotten makes room for as much that is new, and the output reads the past beside the present.
/// It begins by keeping 95% at every step: sigmoid(3).
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct leaky_lstm {
    static constexpr std::string_view name = "leaky_lstm";
    static constexpr bool averages_neighbours = true;
    static constexpr gate<"f"> f{};
    static constexpr gate<"m"> m{}; ///< mixing: how much of the past is the row neighbour's
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{}; ///< output of the present
    static constexpr gate<"p"> p{}; ///< output of the past
    static constexpr shared<"mix"> mix{};
    static constexpr shared<"keep"> keep{};
    static constexpr shared<"past"> past{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(f, m, g, o, p);
    static constexpr auto equations = let(mix = sigmoid(m),                            //
                                          keep = sigmoid(f + 3),                       //
                                          past = mix * row(c) + (1 - mix) * column(c), //
                                          c = keep * past + (1 - keep) * tanh(g),      //
                                          h = tanh(sigmoid(o) * c + sigmoid(p) * past));
};

} // namespace chrnn::CHRNN_ABI
