// expect: the network has no layers that are frozen from the input 3x8x8 on, whose output could be kept: frozen<...>
// freezes some
#include <chrnn/layer/dense.hpp>
#include <chrnn/network/head.hpp>

using namespace chrnn;

using net = network<input<3, 8, 8>, dense<4>, frozen<dense<3>>, dense<2>, softmax_cross_entropy>;
static_assert(head_of<net>::classes == 2);
