// A unit for -march=x86-64-v2: registers of 4 floats.
#include "training.hpp"

using namespace chrnn;

namespace x86_64_v2 {
struct net : network<input<3, 18, 18>, conv<24, 3, pad<1>>, rectifier, lrn<5>, max_pool<2, stride<2>>, pyramid<3, 2, 1>,
                     hierarchy<lstm, all_directions, linked>, dense<4>, softmax_cross_entropy> {};
} // namespace x86_64_v2

static joins const here({"x86-64-v2", losses_of<x86_64_v2::net>});
