// ResNet-18 (He et al., CVPR 2016) with a hierarchical LSTM on top, against
// what PyTorch computes of it.
#include "distance.hpp"

#include "oracle/stored_arrays.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

template <index_t Channels, index_t Kernel, class... Options>
using normalised = sequence<conv<Channels, Kernel, Options..., without_bias>, batch_normalisation>;

/// Two convolutions and a shortcut, which is a convolution itself where the extents or channels change.
template <index_t Channels, index_t Step, class Shortcut>
using block = sequence<
    residual<sequence<normalised<Channels, 3, stride<Step>, pad<1>>, rectifier, normalised<Channels, 3, pad<1>>>,
             Shortcut>,
    rectifier>;
template <index_t Channels, index_t Step>
using stage =
    sequence<block<Channels, Step, std::conditional_t<Step == 1, sequence<>, normalised<Channels, 1, stride<Step>>>>,
             block<Channels, 1, sequence<>>>;

template <index_t A, index_t B, index_t C, index_t D>
using resnet_18 = sequence<normalised<A, 7, stride<2>, pad<3>>, rectifier, max_pool<3, stride<2>>, //
                           stage<A, 1>, stage<B, 2>, stage<C, 2>, stage<D, 2>>;

/// The network of tests/data/make_resnet.py.
struct small_resnet
    : network<input<3, 48, 48>, resnet_18<4, 6, 8, 12>, pyramid<2, 1>,
              hierarchy<lstm, all_directions, linked, link_rate<100>>, dense<5>, softmax_cross_entropy> {};
/// The one of the paper, of which only the type is needed here.
struct full_resnet : network<input<3, 224, 224>, resnet_18<64, 128, 256, 512>, pyramid<7, 3, 2, 1>,
                             hierarchy<lstm, all_directions, linked>, dense<1000>, softmax_cross_entropy> {};

static_assert(layer_info<full_resnet>("conv20").out == feature_shape(512, 7, 7));
static_assert([] { // as torchvision counts resnet18 without its last layer
    index_t n = 0;
    for (auto const& one : full_resnet::layers)
        if (one.name.view().starts_with("conv"))
            n += one.parameters;
        else if (one.name.view().starts_with("bn"))
            n += one.parameters / 2;
    return n;
}() == 11'176'512);

oracle::named_arrays const& stored() {
    static auto const all = oracle::read_stored("small_resnet_case.safetensors");
    return all;
}
std::vector<int> const three_labels{3, 0, 4};

template <class T>
struct loaded : model<small_resnet, cpu, T> {
    std::vector<T> images;

    loaded() : model<small_resnet, cpu, T>(batch{3}, seed{1}, threads{2}) {
        auto const& x = stored().at("images");
        images.assign(x.begin(), x.end());
        load_parameters(oracle::data_folder() / "small_resnet.safetensors", this->named_parameters());
    }
};

template <class T>
std::vector<double> numbers(parameter_view<T> const& p) {
    std::vector<double> all;
    for (index_t i = 0; i < p.rows * p.columns; ++i)
        all.push_back(static_cast<double>(p.values[i / p.columns * p.stride + i % p.columns]));
    return all;
}

} // namespace

TEMPLATE_TEST_CASE("ResNet-18 below a hierarchical LSTM computes what PyTorch does", "", float, double) {
    bool const single = std::is_same_v<TestType, float>;
    double const bound = single ? 1e-5 : 2e-7; // what is stored is rounded to float
    double const gradient_bound = single ? 3e-5 : 2e-7;
    loaded<TestType> m;
    CHECK(relative_difference(m.predict(m.images), stored().at("predicted")) < bound);

    m.want_input_gradient();
    double const loss = static_cast<double>(m.forward(m.images, three_labels));
    CHECK(loss == Approx(stored().at("losses")[0]).epsilon(bound));
    CHECK(relative_difference(m.output("fc22"), stored().at("logits")) < bound);
    m.backward();
    CHECK(relative_difference(m.input_gradient(), stored().at("input_gradient")) < gradient_bound);
    auto const values = m.named_parameters(), slopes = m.named_gradients();
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFO(values[i].name);
        bool const running = values[i].name.find(".running_") != std::string::npos;
        CHECK(relative_difference(numbers(running ? values[i] : slopes[i]),
                                  stored().at((running ? "after." : "gradient.") + values[i].name)) < gradient_bound);
    }
    CHECK(values.size() == 20 * 5 + 4 * 4 + 1 + 2);
}

TEST_CASE("ResNet-18 below a hierarchical LSTM learns in two steps what PyTorch's does") {
    loaded<double> m;
    optimiser learns(m, sgd{.momentum = 0.9, .weight_decay = 0});
    auto const& losses = stored().at("losses");
    for (std::size_t step = 0; step < 3; ++step) {
        CHECK(m.forward(m.images, three_labels) == Approx(losses[step]).epsilon(1e-6));
        m.backward();
        learns.step(0.01);
    }
    CHECK(losses[2] < losses[1]);
    CHECK(losses[1] < losses[0]);
}
