#include "fit/small_scenes.hpp"

#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Its output depends on every pixel, whatever it has learnt.
struct linear : network<input<3, 28, 28>, dense<8>, softmax_cross_entropy> {};
using scenes_model = model<linear>;

/// Labels a row of four regions by two numbers each.
struct tagger : network<input<2, 1, 4>, conv<3, 1>, region_cross_entropy<>> {};
/// Predicts a number from two.
struct guess : network<input_of<vector_shape(2)>, dense<1>, mean_squared_error> {};

mean_image even(float level) { return {3, 32, 32, std::vector<float>(3 * 32 * 32, level)}; }

fit_options without_progress(index_t epochs, dataset const* validation) {
    fit_options options{.epochs = epochs, .progress = progress_style::none};
    options.validation = validation;
    return options;
}
template <class Target>
sample_fit_options<Target> without_progress(index_t epochs, samples<Target> const* validation = nullptr) {
    return {.epochs = epochs, .validation = validation, .progress = progress_style::none};
}

/// Scenes of which none can be read.
struct broken : synthetic_scenes {
    using synthetic_scenes::synthetic_scenes;
    bitmap load(index_t i, index_t) const override { fail("cannot read scene ", i); }
};

samples<int> row_of_labels(int a, int b, int c, int d) {
    std::vector<float> inputs(2 * 8);
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<float>(random_stream{1}.uniform(i));
    return {2, std::move(inputs), {a, b, c, d, a, b, c, d}};
}

} // namespace

TEST_CASE("validation images are prepared as the training's, whatever the model was trained on before") {
    synthetic_scenes const data(40, 32), other(20, 32, 5);
    std::vector<std::string> const former{"a", "b", "c", "d", "e", "f", "g", "h"};
    for (bool given : {false, true}) {
        scenes_model net{batch{16}, seed{1}}, anew{batch{16}, seed{1}};
        net.preprocessing() = {40, 50, {}, 0.5f, former};
        fit_options options = without_progress(2, &other);
        if (given) {
            options.mean = even(90);
            options.images.scale = 0.03f;
        }
        auto const state = fit(net, data, sgd{.rate = 0.001}, options);
        auto const expected = fit(anew, data, sgd{.rate = 0.001}, options);
        CHECK(untimed(text_of(state.history)) == untimed(text_of(expected.history)));
        CHECK(net.preprocessing() == anew.preprocessing());
        CHECK(net.preprocessing() == preprocessing{32, 32, given ? even(90) : mean_of(data, 3),
                                                   given ? 0.03f : preprocessing::usual_scale, data.classes()});
        CHECK(state.history[1].validation_loss == static_cast<float>(evaluate(net, other).loss()));
    }
}

TEST_CASE("the mean and the scale of a training that goes on are those of its validation") {
    synthetic_scenes const data(40, 32), other(20, 32, 5);
    scenes_model net{batch{16}, seed{1}};
    trainer run(net, sgd{.rate = 0.001});
    fit_options options = without_progress(1, &other);
    options.mean = even(90);
    options.images.scale = 0.03f;
    fit(run, data, options);
    fit(run, data, without_progress(2, &other));
    CHECK(net.preprocessing().scale == 0.03f);
    CHECK(net.preprocessing().mean == even(90));
    CHECK(run.state().history[1].validation_loss == static_cast<float>(evaluate(net, other).loss()));
}

TEST_CASE("where no image of the validation or the training can be read the run stops and says so") {
    synthetic_scenes const data(16, 32);
    broken const nothing(16, 32);
    scenes_model net{batch{16}, seed{1}};
    fit_options options = without_progress(1, &nothing);
    options.mean = even(90);
    options.images.on_bad_file = bad_file::skip;
    CHECK(complaint([&] { fit(net, data, {}, options); }) == "no image of the validation data can be read");
    CHECK(complaint([&] { fit(net, nothing, {}, options); }) == "none of the training data can be read");
    options.mean = {};
    CHECK(complaint([&] { fit(net, nothing, {}, options); }) ==
          "no image of the data set can be read, so it has no mean image");
}

TEST_CASE("validation whose labels are all ignored stops the run behind its epoch, from where it goes on without it") {
    samples const data = row_of_labels(0, 1, -1, 2), ignored = row_of_labels(-1, -1, -1, -1);
    model<tagger> net{batch{1}, seed{1}}, whole{batch{1}, seed{1}};
    trainer run(net), uninterrupted(whole);
    CHECK(complaint([&] { fit(run, data, without_progress<int>(2, &ignored)); }) ==
          "no label of the validation samples counts");
    CHECK(net.steps() == 2);
    CHECK(run.state().epoch == 0);
    CHECK(run.state().batch == 2);
    CHECK(evaluate(net, ignored).count() == 0);
    fit(run, data, without_progress<int>(2));
    fit(uninterrupted, data, without_progress<int>(2));
    CHECK((bits(net) == bits(whole)));
    CHECK(untimed(text_of(run.state().history)) == untimed(text_of(uninterrupted.state().history)));
}

TEST_CASE("labels that are ignored count neither for nor against the validation") {
    samples const data = row_of_labels(0, 1, 1, 2), some = row_of_labels(0, -1, -1, 2);
    model<tagger> net{batch{2}, seed{1}};
    auto const state = fit(net, data, {}, without_progress<int>(1, &some));
    auto const found = evaluate(net, some);
    CHECK(found.count() == 4);
    CHECK(state.history[0].top1 == static_cast<float>(found.top1()));
    CHECK(state.history[0].validation_loss == static_cast<float>(found.loss()));
}

TEST_CASE("a loss that overflows is told from predictions that are not finite") {
    model<guess> net{batch{2}, seed{1}};
    auto const parameters = net.named_parameters();
    parameters[0].values[0] = 1, parameters[0].values[1] = -1, parameters[1].values[0] = 0;
    samples<float> const small(2, {1, 2, 3, 4}, {0, 0}), large(2, {1, 2, 1e25f, 0}, {0, 0});
    CHECK(evaluate(net, small).loss() == 1);
    std::string const sentence = "the loss of the predictions is not finite, though they are";
    CHECK(complaint([&] { evaluate(net, large); }) == sentence);
    CHECK(complaint([&] { fit(net, small, sgd{.rate = 0}, without_progress<float>(1, &large)); }) == sentence);
    samples<float> const infinite(2, {1, 2, 3e38f, -3e38f}, {0, 0});
    CHECK(complaint([&] { evaluate(net, infinite); }) == "predictions are not finite, first in the layer fc1");
}
