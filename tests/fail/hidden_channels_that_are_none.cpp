// expect: the option hidden<0> of a layer is below 1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<lstm, all_directions, hidden<0>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
