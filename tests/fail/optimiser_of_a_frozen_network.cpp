// expect: there is nothing to train: all parameters of the network are frozen
#include <chrnn/layer/dense.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/train/optimiser.hpp>

using namespace chrnn;

struct net : network<input<3, 32, 32>, frozen<dense<2>>, softmax_cross_entropy> {};

void train(model<net>& m) { optimiser(m, sgd{}); }
