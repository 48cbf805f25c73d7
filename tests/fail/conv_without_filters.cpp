// expect: conv<0, 3>: a convolution has at least 1 filter and a kernel of at least 1x1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<0, 3>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
