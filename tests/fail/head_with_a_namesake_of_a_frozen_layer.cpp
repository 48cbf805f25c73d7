// expect: a frozen layer has the name drop1 of a layer that is not: give one of them another, as named<...> does
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/network/head.hpp>

using namespace chrnn;

using net = network<input<3, 8, 8>, frozen<dense<4>, dropout<0.5>>, dropout<0.25>, dense<2>, softmax_cross_entropy>;
static_assert(head_of<net>::classes == 2);
