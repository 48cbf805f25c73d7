// expect: chrnn: a hierarchy knows the options linked, unlinked, link_rate<percent>, modified and hidden<n> only
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, hierarchy<lstm, all_directions, stride<2>>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
