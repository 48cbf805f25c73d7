// expect: the branches of a residual end in 3x32x32 and 3x30x30
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, branches<add, sequence<>, max_pool<3>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
