// expect: the loss softmax has no weights that could be set: class_weights<> is the option that has them
#include <chrnn/layer/dense.hpp>
#include <chrnn/train/set_class_weights.hpp>

using namespace chrnn;

void set(model<network<input<3, 1, 1>, dense<2>, softmax_cross_entropy>>& net) { set_class_weights(net, {1, 2}); }
