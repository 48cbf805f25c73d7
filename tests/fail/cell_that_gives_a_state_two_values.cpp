// expect: the cell mine gives a value to h twice
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = tanh(z), c = h, h = h * c);
};
static_assert(cell_traits<cell_of_mine>::check());
