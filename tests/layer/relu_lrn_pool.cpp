#include "distance.hpp"
#include "layer/gradient_of.hpp"
#include "oracle/random.hpp"

#include <chrnn/chrnn.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// What `Layers` make of `x`, features `In`, and the gradient by `x` of the probe's loss.
struct outcome {
    std::vector<double> y, dx;
};
template <feature_shape In, class... Layers>
outcome run(std::vector<double> const& x, index_t threads) {
    using net = network<input_of<In>, Layers..., probe>;
    auto const samples = std::ssize(x) / In.size();
    model<net, cpu, double> m(batch{samples}, seed{1}, chrnn::threads{threads});
    m.want_input_gradient();
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    m.forward(x, labels);
    m.backward();
    auto const y = m.probabilities(), dx = m.input_gradient();
    return {{y.begin(), y.end()}, {dx.begin(), dx.end()}};
}

/// Whether the three layers come to the same together and apart, where a name keeps each for itself.
template <feature_shape In, index_t Channels, class Pool>
void check_against_parts(index_t samples) {
    INFO(In.text().view() << " by " << Pool::text());
    oracle::random_source random(7);
    std::vector<double> x(static_cast<std::size_t>(samples * In.size()));
    for (double& number : x) number = 40 * random.uniform(-1, 1); // so large that the denominators differ from 1
    auto const apart = run<In, named<"relu", rectifier>, named<"norm", lrn<Channels>>, Pool>(x, 1);
    for (index_t threads : {1, 3}) {
        auto const together = run<In, rectifier, lrn<Channels>, Pool>(x, threads);
        CHECK(largest_difference(together.y, apart.y) < 1e-13 * 40);
        CHECK(largest_difference(together.dx, apart.dx) < 1e-14);
    }
    CHECK(std::any_of(apart.dx.begin(), apart.dx.end(), [](double d) { return d != 0; }));
}

/// Whether both passes compute in packs of `T` what they compute entry by entry, but for a few roundings.
template <feature_shape In, index_t Channels, class Pool, class T>
void check_entries() {
    INFO(In.text().view() << " by " << Pool::text());
    constexpr index_t samples = 2;
    constexpr feature_shape out = Pool::template output<In>();
    auto const count = [](feature_shape const& s) { return static_cast<std::size_t>(samples * s.size()); };
    oracle::random_source random(3);
    std::vector<T> x, dy(count(out)), dx(count(In), 7), dx_alone(dx), y(count(out), 7), y_alone(y), winner(y),
        winner_alone(y);
    for (double number : random.separated(count(In), 80.0 / double(count(In)))) x.push_back(T(number));
    for (T& number : dy) number = T(random.uniform(-1, 1));
    double const roundings = 8 * std::numeric_limits<T>::epsilon();

    using forward = normalise_and_choose<In, Channels, Pool, T>;
    forward const all{{x.data()}, y.data(), winner.data()}, alone{{x.data()}, y_alone.data(), winner_alone.data()};
    for (index_t task = 0; task < samples * forward::blocks::count; ++task) {
        all.template plane<pack<T>>(task);
        for (index_t i = 0; i < forward::entries; ++i) alone.entry(task, i);
    }
    CHECK(largest_difference(y, y_alone) < 40 * roundings);
    CHECK(winner == winner_alone);

    using backward = pass_back_to_winners<In, Channels, Pool, T>;
    backward const all_back{{x.data()}, dy.data(), winner.data(), dx.data()},
        alone_back{{x.data()}, dy.data(), winner.data(), dx_alone.data()};
    for (index_t task = 0; task < samples * backward::blocks::count; ++task) {
        all_back.template plane<pack<T>>(task);
        for (index_t i = 0; i < backward::entries; ++i) alone_back.entry(task, i);
    }
    CHECK(largest_difference(dx, dx_alone) < 10 * roundings);
}

/// All of it.
template <feature_shape In, index_t Channels, class Pool>
void check(index_t samples = 2) {
    check_against_parts<In, Channels, Pool>(samples);
    check_entries<In, Channels, Pool, float>();
    check_entries<In, Channels, Pool, double>();
}

template <class... Layers>
using net_of = network<input<8, 9, 9>, Layers..., dense<2>, softmax_cross_entropy>;
template <class Net>
std::string layers_of() {
    std::string all;
    for (layer_description const& one : Net::layers) all.append(one.name.view()).append(" ");
    return all;
}

} // namespace

TEST_CASE("ReLU, normalisation and pooling come to the same in one pass as apart, and entry by entry") {
    check<feature_shape(8, 13, 13), 5, max_pool<3, stride<2>>>(3);
    check<feature_shape(3, 10, 7), 5, max_pool<3, stride<2>>>(); // fewer channels than are looked at
    check<feature_shape(1, 6, 6), 3, max_pool<2, stride<2>>>();
    check<feature_shape(7, 55, 55), 5, max_pool<3, stride<2>>>();   // several blocks of rows, the last ones lower
    check<feature_shape(6, 23, 90), 7, max_pool<2, stride<3>>>();   // windows with gaps between them
    check<feature_shape(5, 31, 64), 3, max_pool<4>>();              // windows that overlap by more than a half
    check<feature_shape(5, 9, 700), 5, max_pool<3, stride<2>>>();   // a block for every row
    check<feature_shape(3, 4, 2100), 3, max_pool<3, stride<2>>>(1); // rows too long for the stack
    check<feature_shape(4, 3, 3), 5, max_pool<3>>();
    check<feature_shape(3, 2, 1100), 3, max_pool<1, stride<3>>>(1);
    check<feature_shape(70, 5, 7), 5, max_pool<3, stride<2>>>();     // channels for three entries, the last of fewer
    check<feature_shape(40, 3, 900), 25, max_pool<3, stride<2>>>(1); // of too many channels for the stack backward
}
TEST_CASE("the gradient of ReLU, normalisation and pooling in one pass is right") {
    gradient_is_right<relu_lrn_pool<5, 3, stride<2>>, feature_shape(7, 8, 5)>();
    gradient_is_right<relu_lrn_pool<3, 2, stride<2>>, feature_shape(2, 6, 7)>();
    gradient_is_right<relu_lrn_pool<5, 3>, feature_shape(6, 24, 30)>();
}
TEST_CASE("a NaN comes through ReLU, normalisation and pooling, to the maximum of its window") {
    std::vector<double> x(16, 1.0);
    x[5] = NAN;
    auto const y = run<feature_shape(1, 4, 4), rectifier, lrn<5>, max_pool<2, stride<2>>>(x, 1).y;
    CHECK(std::isnan(y[0]));
    CHECK_FALSE(std::isnan(y[1]));
}
TEST_CASE("a network makes one layer of ReLU, normalisation and pooling, unless one of them has a name of its own") {
    CHECK(layers_of<net_of<conv<8, 3>, rectifier, lrn<5>, max_pool<3>>>() == "conv1 pool1 fc2 softmax ");
    CHECK(layers_of<net_of<conv<8, 3>, sequence<rectifier, lrn<3>>, max_pool<2, stride<2>>, conv<4, 3>, rectifier>>() ==
          "conv1 pool1 conv2 relu2 fc3 softmax ");
    CHECK(layers_of<net_of<conv<8, 3>, rectifier, lrn<5>, pyramid<3>>>() == "conv1 relu1 norm1 spp2 fc3 softmax ");
    CHECK(layers_of<net_of<conv<8, 3>, rectifier, max_pool<3>>>() == "conv1 relu1 pool1 fc2 softmax ");
    CHECK(layers_of<net_of<conv<8, 3>, lrn<5>, max_pool<3>>>() == "conv1 norm1 pool1 fc2 softmax ");
    CHECK(layers_of<net_of<conv<8, 3>, rectifier, named<"seen", lrn<5>>, max_pool<3>>>() ==
          "conv1 relu1 seen pool1 fc2 softmax ");
}
