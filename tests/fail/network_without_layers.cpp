// expect: chrnn: a network has layers behind its input
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>> {};
static_assert(net::count == 1);
