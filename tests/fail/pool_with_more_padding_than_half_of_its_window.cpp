// expect: max_pool: the option pad<2> is more than half of its window 3x3
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, max_pool<3, pad<2>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
