// expect: chrnn: named gives a name to one layer, not to a sequence
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net
    : network<input<3, 32, 32>, named<"trunk", sequence<conv<8, 3>, rectifier>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
