/// A selective scan in its plain form (S6 of Gu and Dao, 2023, with one state for each channel and A = -1) over two
/// neighbours, whose past a gate mixes: gates read x alone, so that nothing is multiplied from region to region.
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct selective_scan {
    static constexpr std::string_view name = "selective_scan";
    static constexpr bool averages_neighbours = true;
    static constexpr bool gates_read_input_only = true;
    static constexpr gate<"step"> step{}; ///< the step size is softplus(step - 3), 0.05 to begin with
    static constexpr gate<"m"> m{};       ///< mixing: how much of the past is the row neighbour's
    static constexpr gate<"g"> g{};       ///< what comes in
    static constexpr gate<"o"> o{};       ///< how much of the state goes out
    static constexpr shared<"mix"> mix{};
    static constexpr shared<"taken"> taken{}; ///< 1 - exp(-softplus(step - 3)), of the zero-order hold
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(step, m, g, o);
    static constexpr auto equations =
        let(mix = sigmoid(m),          //
            taken = sigmoid(step - 3), //
            c = (1 - taken) * (mix * row(c) + (1 - mix) * column(c)) + taken * g, h = o * c);
};

} // namespace chrnn::CHRNN_ABI
