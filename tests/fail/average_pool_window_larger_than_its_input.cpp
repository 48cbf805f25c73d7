// expect: average_pool: the window 33x33 is larger than its input 3x32x32
#include <chrnn/layer/average_pool.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, average_pool<33>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
