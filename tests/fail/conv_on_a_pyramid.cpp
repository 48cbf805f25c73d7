// expect: conv takes an image, not the pyramid 8x{3x3,1x1}
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 1>, conv<4, 1>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
