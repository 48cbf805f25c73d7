// expect: chrnn: dropout drops 0 to 99 percent
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, dropout<100>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
