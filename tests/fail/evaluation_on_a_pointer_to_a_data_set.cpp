// expect: fit and evaluate take a class that derives from dataset, such as image_folder, or samples(inputs, targets)
#include <chrnn/fit/other_data.hpp>
#include <chrnn/network/table_one.hpp>

#include <memory>

using namespace chrnn;

struct net : network<input<3, 8, 8>, dense<2>, softmax_cross_entropy> {};
double accuracy(model<net>& it, std::unique_ptr<dataset> const& images) { return evaluate(it, images).top1(); }
