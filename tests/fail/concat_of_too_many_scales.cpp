// expect: concat: 9 scales are more than 8
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net
    : network<input<3, 32, 32>, concat<pyramid<9, 8, 7, 6, 5>, pyramid<4, 3, 2, 1>>, dense<2>, softmax_cross_entropy> {
};
static_assert(net::classes == 2);
