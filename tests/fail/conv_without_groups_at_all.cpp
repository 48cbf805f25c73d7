// expect: the option groups<0> of a layer is below 1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, conv<8, 3, groups<0>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
