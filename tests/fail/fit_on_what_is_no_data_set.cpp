// expect: fit and evaluate take a class that derives from dataset, such as image_folder, or samples(inputs, targets)
#include <chrnn/fit/other_data.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 8, 8>, dense<2>, softmax_cross_entropy> {};
void train(model<net>& it, std::vector<std::vector<float>> const& images) {
    fit(it, images, sgd{.rate = 0.1}, {.epochs = 3});
}
