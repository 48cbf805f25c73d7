// expect: conv: the kernel 3x3 with taps 16 apart reaches 33 along its input 3x32x32 padded by 0
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, dilation<16>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
