/// The spatial SRN, eq. 10 and 22.
#pragma once

#include <chrnn/cell/cell.hpp>

namespace chrnn {

struct srn {
    static constexpr std::string_view name = "srn";
    static constexpr gate<"z"> z{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stack(z);
    static constexpr auto step = let(h = relu(z));
    /// Begins near the pyramid that it reads: with dense random matrices most of its ReLUs fall silent in the first
    /// steps (docs/results.md).
    static constexpr first_weights begins{.input = 0.1, .past = 0.1, .identity = 1};
};

} // namespace chrnn
