// expect: chrnn: pooling knows the options stride<n>, pad<n>, rounded_up and rounded_down only
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, max_pool<3, groups<3>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
