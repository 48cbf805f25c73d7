// expect: the cell mine reads c, to which its equations give no value
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = tanh(z) + row(c));
};
static_assert(cell_traits<cell_of_mine>::check());
