/// The multidimensional LSTM of Graves and Schmidhuber (NIPS 2009, the paper's [22]): a forget gate per neighbour.
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct md_lstm {
    static constexpr std::string_view name = "md_lstm";
    static constexpr gate<"i"> i{};
    static constexpr gate<"f_row"> f_row{};
    static constexpr gate<"f_column"> f_column{};
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, f_row, f_column, g, o);
    static constexpr auto equations =
        let(c = sigmoid(f_row) * row(c) + sigmoid(f_column) * column(c) + sigmoid(i) * tanh(g), //
            h = sigmoid(o) * tanh(c));
};

} // namespace chrnn::CHRNN_ABI
