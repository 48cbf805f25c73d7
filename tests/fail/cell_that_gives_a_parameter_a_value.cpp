// expect: the cell mine gives a value to p, a parameter for each channel, which is learnt
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr per_channel<"p"> p{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(p = tanh(z), h = p * z);
};
static_assert(cell_traits<cell_of_mine>::check());
