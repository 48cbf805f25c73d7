// expect: a layer has the option hidden<n> once, but here it is given 2 times
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<lstm, all_directions, hidden<8>, hidden<16>>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
