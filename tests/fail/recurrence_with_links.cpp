// expect: chrnn: a recurrence has one scale and no links: linked and unlinked are options of hierarchy
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<srn, all_directions, linked>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
