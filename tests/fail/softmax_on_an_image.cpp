// expect: softmax_cross_entropy takes a vector of classes, not 8x7x7
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, rectifier, softmax_cross_entropy> {};
static_assert(net::classes == 2);
