// expect: conv: the kernel 9x9 is larger than its input 8x8x6 padded by 1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 10, 8>, conv<8, 3>, conv<4, 9, pad<1>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
