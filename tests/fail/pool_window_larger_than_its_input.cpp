// expect: max_pool: the window 5x5 is larger than its input 3x4x9
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 4, 9>, max_pool<5, stride<2>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
