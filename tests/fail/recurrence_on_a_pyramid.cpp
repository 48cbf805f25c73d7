// expect: recurrence takes one scale, not 8x{3x3,1x1}: use hierarchy
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, recurrence<lstm>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
