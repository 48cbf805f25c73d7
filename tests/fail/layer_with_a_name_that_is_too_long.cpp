// expect: the name the_last_layer_before_the_loss of a layer has 30 characters, not 1 to 24
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, named<"the_last_layer_before_the_loss", dense<2>>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
