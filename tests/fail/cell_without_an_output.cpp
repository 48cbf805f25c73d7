// expect: the cell mine gives no value to its output, the state h
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr state<"c"> c{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(c = tanh(z));
};
static_assert(cell_traits<cell_of_mine>::check());
