// expect: a network ends with its only loss, but layer 2 of its 3 layers is one
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, dense<2>, softmax_cross_entropy, dropout<0.5>> {};
static_assert(net::classes == 2);
