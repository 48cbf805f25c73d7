// expect: chrnn: a direction is given twice among the directions in use
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<lstm, directions<se, nw, se>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
