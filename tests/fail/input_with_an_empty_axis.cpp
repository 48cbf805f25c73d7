// expect: chrnn: every extent of an input is at least 1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 0, 32>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
