#include "parity/agreement.hpp"

using namespace chrnn;

namespace {

struct tuned : network<input<3, 10, 9>, frozen<conv<4, 3>, rectifier, max_pool<2, stride<2>>>, conv<5, 1>,
                       frozen<batch_normalisation, dropout<0.5>, pyramid<3, 1>, hierarchy<srn, directions<se>, linked>>,
                       dense<4>, softmax_cross_entropy> {};

/// The parameters after ten steps, of which the last are recorded.
template <class Backend>
std::vector<double> trained() {
    model<tuned, Backend, double> net(batch{4}, seed{3});
    auto const before = copy_of(net.parameters_span());
    optimiser learn(net, sgd{.rate = 0.05, .weight_decay = 0.1, .clip = 1});
    for (int i = 0; i < 10; ++i)
        learn.train(random_images<tuned, double>(4, 20 + i), random_labels<tuned>(4, 20 + i), 0.05);
    learn.check();
    auto const after = copy_of(net.parameters_span());
    for (layer_description const& one : tuned::layers) {
        index_t const I = &one - tuned::layers.data(), begin = tuned::parameter_offset(I);
        CHECK(std::equal(after.begin() + begin, after.begin() + begin + one.parameter_extent, before.begin() + begin) ==
              (one.trained == 0));
    }
    return after;
}

} // namespace

TEST_CASE("networks with frozen parts agree, and their gradients down to the input") {
    agrees<tuned, double>(3, 4);
    agrees<tuned, float>(4, 4);
}
TEST_CASE("after ten steps what is trained agrees, and what is frozen is as it was") {
    CHECK(gap(trained<cpu>(), trained<gpu>()) <= 1e-10);
}
