// expect: chrnn: a network begins with its input, such as input<3, 224, 224>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<conv<8, 3>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
