// expect: chrnn: a convolution knows the options stride<n>, pad<n>, dilation<n>, groups<n> and without_bias only
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, linked>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
