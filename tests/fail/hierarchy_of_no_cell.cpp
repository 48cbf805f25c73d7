// expect: chrnn: the first argument of hierarchy and recurrence is a cell, such as lstm: a type with a name, gates and
// equations
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, hierarchy<rectifier, all_directions, linked>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
