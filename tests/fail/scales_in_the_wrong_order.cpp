// expect: hierarchy: the scales 1x1 and 2x2 are in the wrong order: a pyramid goes from fine to coarse
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<1, 2, 3>, hierarchy<lstm, all_directions, linked>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
