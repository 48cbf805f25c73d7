// expect: chrnn: the second argument of hierarchy and recurrence is a set of directions, such as all_directions or
// directions<se, nw>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, hierarchy<srn, linked>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
