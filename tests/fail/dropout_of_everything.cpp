// expect: chrnn: dropout takes the probability of a number to be dropped
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, dropout<1>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
