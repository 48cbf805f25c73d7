// expect: the branches of a residual end in 8x32x32 and 3x32x32: give it a projection to one shape
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, residual<conv<8, 3, pad<1>>>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
