// A unit for -march=x86-64-v3: registers of 8 floats.
#include "training.hpp"

using namespace chrnn;

namespace x86_64_v3 {
struct net : network<input<3, 18, 18>, conv<20, 3, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>, pyramid<4, 2, 1>,
                     hierarchy<srn, all_directions, linked>, dense<4>, softmax_cross_entropy> {};
} // namespace x86_64_v3

static joins const here({"x86-64-v3", losses_of<x86_64_v3::net>});
