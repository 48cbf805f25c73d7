// expect: the cell mine has a parameter whose name has 31 characters: it is part of names in files and has 1 to 24
#include <chrnn/layer/hierarchy.hpp>

using namespace chrnn;

struct cell_of_mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"z"> z{};
    static constexpr per_channel<"the_weight_of_the_earlier_state"> p{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(z);
    static constexpr auto equations = let(h = tanh(p * z));
};
constexpr auto out = recurrence<cell_of_mine>::output<feature_shape(3, 4, 4)>();
