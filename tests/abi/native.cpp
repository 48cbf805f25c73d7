// A unit for this machine, whatever it has.
#include "training.hpp"

using namespace chrnn;

namespace native {
struct net : network<input<3, 18, 18>, conv<28, 3, pad<1>>, rectifier, max_pool<2, stride<2>>, conv<24, 3, pad<1>>,
                     rectifier, pyramid<3, 1>, hierarchy<lstm>, dense<4>, softmax_cross_entropy> {};
} // namespace native

static joins const here({"native", losses_of<native::net>});
