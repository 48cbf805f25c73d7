// A unit that includes Eigen before us.
#include <Eigen/Dense>

#include "training.hpp"

using namespace chrnn;

namespace eigen_first {
struct net : network<input<3, 18, 18>, conv<12, 3, pad<1>>, rectifier, max_pool<2, stride<2>>, recurrence<lstm>,
                     dense<8>, rectifier, dense<4>, softmax_cross_entropy> {};
} // namespace eigen_first

static joins const here({"eigen-first", losses_of<eigen_first::net>});
