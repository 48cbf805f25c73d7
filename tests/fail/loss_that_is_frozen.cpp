// expect: the loss softmax cannot be frozen: it stands behind what is
#include <chrnn/layer/dense.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/network/network.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, frozen<dense<2>, softmax_cross_entropy>> {};
static_assert(net::classes == 2);
