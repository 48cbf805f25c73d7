// expect: the cell mine has two parameters with the name p
#include <chrnn/cell/cell.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr per_channel<"p"> p{};
    static constexpr per_channel<"p", 1.0> q{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = p * tanh(q * z));
};
static_assert(cell_traits<cell_of_mine>::check());
