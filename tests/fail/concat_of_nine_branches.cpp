// expect: chrnn: a merge has 1 to 8 branches
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

using one = conv<2, 1>;
struct net
    : network<input<3, 32, 32>, concat<one, one, one, one, one, one, one, one, one>, dense<2>, softmax_cross_entropy> {
};
static_assert(net::classes == 2);
