// expect: the targets of the samples are not of the type that the loss of the network takes
#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 8, 8>, dense<2>, softmax_cross_entropy> {};
void train(model<net>& it, samples<float> const& data) { fit(it, data); }
