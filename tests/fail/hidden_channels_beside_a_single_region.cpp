// expect: hierarchy: hidden<5> does not go with a scale of 1x1, which passes on its 8 channels as they are
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, hierarchy<lstm, all_directions, hidden<5>>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
