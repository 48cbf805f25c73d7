// expect: max_pool<0>: a window is at least 1x1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, max_pool<0, stride<2>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
