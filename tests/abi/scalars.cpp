// A unit in which Eigen is told to use no registers.
#define EIGEN_DONT_VECTORIZE
#include "training.hpp"

using namespace chrnn;

namespace scalars {
struct net : network<input<3, 18, 18>, conv<16, 3, pad<1>>, rectifier, lrn<5>, max_pool<2, stride<2>>, recurrence<gru>,
                     dense<4>, softmax_cross_entropy> {};
} // namespace scalars

static joins const here({"scalars", losses_of<scalars::net>});
