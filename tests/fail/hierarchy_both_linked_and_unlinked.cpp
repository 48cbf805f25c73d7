// expect: chrnn: a hierarchy is linked or unlinked, not both
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, hierarchy<srn, all_directions, linked, unlinked>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
