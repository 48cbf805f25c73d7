// expect: chrnn: behind its input a network is made of layers, sequences, residuals and branches only
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3>, stride<2>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
