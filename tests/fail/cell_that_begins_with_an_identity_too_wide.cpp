// expect: the cell mine begins with the identity in its first gate, which does not go with hidden<2> for 3 channels
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/network/model.hpp>

using namespace chrnn;

struct mine {
    static constexpr std::string_view name = "mine";
    static constexpr gate<"a"> a{};
    static constexpr gate<"b"> b{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(a, b);
    static constexpr auto equations = let(h = tanh(a) * b);
    static constexpr first_weights begins{.identity = 1};
};
template <index_t Channels>
struct net
    : network<input<Channels, 4, 4>, recurrence<mine, all_directions, hidden<2>>, dense<2>, softmax_cross_entropy> {};
model<net<2>> fits{batch{1}};
model<net<3>> does_not{batch{1}};
