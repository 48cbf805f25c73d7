// expect: two layers with parameters have the name last
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net
    : network<input<3, 32, 32>, named<"last", dense<5>>, rectifier, named<"last", dense<2>>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
