#include <chrnn/data/synthetic.hpp>
#include <chrnn/fit/fit.hpp>
#include <chrnn/fit/fit_features.hpp>
#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/dense.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

struct only_dense : network<input<3, 28, 28>, dense<8>, softmax_cross_entropy> {};
struct numbers : network<input<2, 1, 1>, dense<8>, softmax_cross_entropy> {};

template <class Model>
std::vector<float> weights_of(Model& net) {
    return {net.parameters_span().begin(), net.parameters_span().end()};
}

} // namespace

TEST_CASE("a training on balanced images that ends within an epoch goes on to the same bits") {
    synthetic_scenes const data(50, 32);
    fit_options how{.epochs = 2, .sampling = balanced(80), .progress = progress_style::none};
    model<only_dense> whole{batch{16}}, parts{batch{16}}, plain{batch{16}};
    fit(whole, data, {}, how);
    CHECK(whole.steps() == 10); // of 80 images, though there are only 50

    trainer run(parts);
    fit_options until = how;
    until.save_every = 3;
    until.save = [](training_state const& state) {
        if (state.batch == 1) throw error("enough");
    };
    CHECK_THROWS_WITH(fit(run, data, until), "enough");
    CHECK(run.state().batch == 1); // step 6 is the first of the second epoch
    how.images.workers = 0;
    fit(run, data, how);
    CHECK((weights_of(parts) == weights_of(whole)));

    how.sampling = {};
    fit(plain, data, {}, how);
    CHECK(plain.steps() == 8);
}

TEST_CASE("samples and features are fitted by the same choice of items") {
    std::vector<std::array<float, 2>> inputs;
    std::vector<int> labels;
    std::vector<float> all;
    for (int i = 0; i < 20; ++i) {
        inputs.push_back({static_cast<float>(i % 7), static_cast<float>(i % 3)});
        labels.push_back(i < 15 ? 0 : i % 8);
        all.insert(all.end(), inputs.back().begin(), inputs.back().end());
    }
    model<numbers> by_samples{batch{8}}, by_features{batch{8}};
    fit(by_samples, samples(inputs, labels), {},
        {.epochs = 2, .sampling = balanced(30), .progress = progress_style::none});
    CHECK(by_samples.steps() == 8);

    features_info info{.numbers = 2, .labels = labels, .there = std::vector<bool>(20, true)};
    info.preprocessing.classes = {"a", "b", "c", "d", "e", "f", "g", "h"};
    trainer run(by_features);
    fit(run, features(info, all, nullptr), {.epochs = 2, .sampling = balanced(30), .progress = progress_style::none});
    CHECK((weights_of(by_features) == weights_of(by_samples)));
}

TEST_CASE("a training whose sampling makes no sense is refused and nothing is trained") {
    synthetic_scenes const data(10, 32);
    model<only_dense> net{batch{4}};
    trainer run(net);
    CHECK_THROWS_WITH(fit(run, data, {.sampling = weighted({1, 2}), .progress = progress_style::none}),
                      "there are 2 weights for 10 items");
    CHECK((run.state().data == 0 && net.steps() == 0));
}
