// expect: the cell mine calls a parameter bias, a name that is kept for the matrices and the bias of every cell
#include <chrnn/layer/hierarchy.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr per_channel<"bias"> b{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = tanh(z + b));
};
constexpr auto out = recurrence<cell_of_mine>::output<feature_shape(3, 4, 4)>();
