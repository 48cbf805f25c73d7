// expect: the cell mine reads c before its equations give it a value
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr gate<"f"> f{};
    static constexpr state<"c"> c{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z, f);
    static constexpr auto equations = let(h = sigmoid(f) * c, c = tanh(z));
};
static_assert(cell_traits<cell_of_mine>::check());
