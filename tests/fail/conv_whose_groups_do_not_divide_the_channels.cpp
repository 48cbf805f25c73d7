// expect: conv: groups<2> do not divide the 3 channels of its input 3x32x32
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, groups<2>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
