/// The LSTM with the mean of its neighbours' cells in place of their sum, which grows with the number of paths. It
/// begins by keeping 95% of that mean at every step: sigmoid(3).
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct halved_lstm {
    static constexpr std::string_view name = "halved_lstm";
    static constexpr bool averages_neighbours = true;
    static constexpr gate<"i"> i{};
    static constexpr gate<"f"> f{};
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, f, g, o);
    static constexpr auto equations = let(c = sigmoid(f + 3) * (0.5 * (row(c) + column(c))) + sigmoid(i) * tanh(g), //
                                          h = sigmoid(o) * tanh(c));
};

} // namespace chrnn::CHRNN_ABI
