// expect: pyramid: a scale of 8x6 regions does not fit its input 3x7x7
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 7, 7>, pyramid<grid(8, 6), 2, 1>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
