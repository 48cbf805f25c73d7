// expect: chrnn: pooling rounds its extent up or down, and is told so once
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, max_pool<3, rounded_up, rounded_down>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
