// expect: chrnn: a dense layer has at least one unit
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, dense<0>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
