/// A gated recurrent unit for two neighbours, in a form whose gates all read the same sum: the reset gate acts on the
/// mean of the neighbours' states pointwise, not through a matrix (Cho et al., EMNLP 2014, has one there).
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct gru {
    static constexpr std::string_view name = "gru";
    static constexpr bool averages_neighbours = true;
    static constexpr gate<"u"> u{}; ///< update
    static constexpr gate<"r"> r{}; ///< reset
    static constexpr gate<"n"> n{}; ///< candidate
    static constexpr shared<"past"> past{};
    static constexpr shared<"keep"> keep{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(u, r, n);
    static constexpr auto equations = let(past = 0.5 * (row(h) + column(h)), //
                                          keep = sigmoid(u),                 //
                                          h = keep * past + (1 - keep) * tanh(n + sigmoid(r) * past));
};

} // namespace chrnn::CHRNN_ABI
