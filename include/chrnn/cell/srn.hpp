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
};

} // namespace chrnn
