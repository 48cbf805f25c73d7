// expect: a layer has the option pad<n> once, but here it is given 2 times
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, pad<1>, stride<2>, pad<1>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
