// expect: label_smoothing takes a share from 0 to below 1
#include <chrnn/loss/softmax_cross_entropy_with.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 1, 1>, softmax_cross_entropy_with<label_smoothing<1>>> {};
static_assert(net::classes == 3);
