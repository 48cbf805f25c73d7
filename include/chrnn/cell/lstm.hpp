/// The spatial LSTM, eq. 15-20 and 23: one forget gate on the sum of the neighbours' cells.
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct lstm {
    static constexpr std::string_view name = "lstm";
    static constexpr gate<"i"> i{};
    static constexpr gate<"f"> f{};
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, f, g, o);
    static constexpr auto equations = let(c = sigmoid(f) * (row(c) + column(c)) + sigmoid(i) * tanh(g), // eq. 19
                                          h = sigmoid(o) * tanh(c));                                    // eq. 20
};

} // namespace chrnn::CHRNN_ABI
