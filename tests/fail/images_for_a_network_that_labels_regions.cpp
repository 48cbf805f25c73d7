// expect: images of a data set have one class each; where the loss takes other targets, fit samples
#include <chrnn/fit/fit.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 8, 8>, region_cross_entropy<>> {};
void train(model<net>& it, dataset const& data) { fit(it, data); }
