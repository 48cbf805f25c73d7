// expect: chrnn: a network ends with a loss, such as softmax_cross_entropy
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3>, rectifier, dense<2>> {};
static_assert(net::classes == 2);
