/// The multidimensional LSTM in full, with peepholes (Graves and Schmidhuber, NIPS 2009, the paper's [22]): the input
/// gate reads the neighbours' cells, each forget gate that of its neighbour, the output gate the new one.
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct peephole_lstm {
    static constexpr std::string_view name = "peephole_lstm";
    static constexpr gate<"i"> i{};
    static constexpr gate<"f_row"> f_row{};
    static constexpr gate<"f_column"> f_column{};
    static constexpr gate<"g"> g{};
    static constexpr gate<"o"> o{};
    static constexpr per_channel<"p_i"> p_i{};
    static constexpr per_channel<"p_f_row"> p_f_row{};
    static constexpr per_channel<"p_f_column"> p_f_column{};
    static constexpr per_channel<"p_o"> p_o{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(i, f_row, f_column, g, o);
    static constexpr auto equations =
        let(c = sigmoid(f_row + p_f_row * row(c)) * row(c) + sigmoid(f_column + p_f_column * column(c)) * column(c) +
                sigmoid(i + p_i * (row(c) + column(c))) * tanh(g),
            h = sigmoid(o + p_o * c) * tanh(c));
};

} // namespace chrnn::CHRNN_ABI
