// expect: chrnn: a layer has one padding, but pad<n> is given twice
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, pad<1>, stride<2>, pad<1>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
