// expect: concat: 8x30x30 and 3x32x32 have neither one grid, to be joined along channels
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, concat<conv<8, 3>, sequence<>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
