// expect: chrnn: a recurrence has at least one direction
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<lstm, directions<>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
