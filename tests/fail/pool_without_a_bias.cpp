// expect: chrnn: max_pool has no bias that it could do without
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, max_pool<3, without_bias>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
