// expect: to label images a network takes an image and ends in region_cross_entropy
#include <chrnn/data/lakes.hpp>
#include <chrnn/fit/fit_labels.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 8, 8>, dense<3>, softmax_cross_entropy> {};
void train(model<net>& it) { fit(it, synthetic_lakes(1, 32)); }
