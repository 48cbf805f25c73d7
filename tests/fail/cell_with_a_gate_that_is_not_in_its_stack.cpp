// expect: the cell mine reads f, a gate that is not in its stack of gates
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr gate<"f"> f{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = tanh(z) * sigmoid(f));
};
static_assert(cell_traits<cell_of_mine>::check());
