// expect: conv: groups<3> do not divide its 8 filters
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, groups<3>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
