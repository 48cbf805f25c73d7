/// The spatial SRN, eq. 10 and 22.
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn::CHRNN_ABI {

struct srn {
    static constexpr std::string_view name = "srn";
    static constexpr gate<"z"> z{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = relu(z));
    /// Begins near the pyramid that it reads: from dense random matrices its output shrinks to an eighth in the first
    /// steps of training (docs/results.md).
    static constexpr first_weights begins{.input = 0.1, .recurrent = 0.1, .identity = 1};
};

} // namespace chrnn::CHRNN_ABI
