#include "fit/small_scenes.hpp"

#include "io/complaint.hpp"

#include <chrnn/data/augment/colour_jitter.hpp>
#include <chrnn/data/augment/cutout.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/data/augment/rotation.hpp>
#include <chrnn/loss/distribution_cross_entropy.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

struct mixable : network<input<3, 28, 28>, dense<4>, rectifier, dropout<0.1>, dense<8>, distribution_cross_entropy> {};
using labelled = plain_scenes<0.1>;

augmentation const changes = random_resized_crop{.share = {0.4, 1}} | horizontal_flip{} | rotation{} |
                             colour_jitter{.brightness = 0.4} | cutout{};

fit_options how(index_t epochs, double mixup = 0, double cutmix = 0) {
    return {.epochs = epochs, .augment = changes, .mixup = mixup, .cutmix = cutmix, .progress = progress_style::none};
}

template <class Net>
auto trained(fit_options const& options, std::uint64_t from = 4) {
    model<Net> net{batch{16}, seed{from}};
    fit(net, synthetic_scenes(70, 32), sgd{.rate = 0.02}, options);
    return bits(net);
}

/// A training that stops behind its seventh step, in the middle of an epoch, and goes on with other workers.
template <class Net>
auto interrupted(fit_options options) {
    model<Net> net{batch{16}, seed{4}};
    synthetic_scenes const data(70, 32);
    trainer run(net, sgd{.rate = 0.02});
    options.save_every = 1;
    options.save = [&](training_state const&) {
        if (net.steps() == 7) throw std::string("enough");
    };
    CHECK_THROWS_AS(fit(run, data, options), std::string);
    CHECK(run.state().batch == 2);
    options.save = {};
    options.images.workers = 1;
    fit(run, data, options);
    return bits(net);
}

template <class Net>
void gives_the_same_bits(double mixup, double cutmix = 0) {
    auto options = how(2, mixup, cutmix);
    auto const expected = trained<Net>(options);
    for (int workers : {0, 1, 3}) {
        options.images.workers = workers;
        CHECK((trained<Net>(options) == expected));
        CHECK((interrupted<Net>(options) == expected));
    }
    CHECK((trained<Net>(options, 5) != expected));
    options.augment = {};
    CHECK((trained<Net>(options) != expected));
}

} // namespace

TEST_CASE("a training on augmented images has the same bits for any number of workers, and goes on to them") {
    gives_the_same_bits<labelled>(0);
}
TEST_CASE("a training on mixed images has the same bits for any number of workers, and goes on to them") {
    gives_the_same_bits<mixable>(0.4, 1);
    CHECK((trained<mixable>(how(1, 0.4)) != trained<mixable>(how(1))));
    CHECK((trained<mixable>(how(1, 0, 1)) != trained<mixable>(how(1))));
}

TEST_CASE("without mixup a loss over distributions learns what one over labels does") {
    synthetic_scenes const data(70, 32), other(20, 32, 5);
    model<mixable> one{batch{16}, seed{4}};
    model<labelled> plain{batch{16}, seed{4}};
    auto options = how(2);
    options.validation = &other;
    auto const found = fit(one, data, {}, options), expected = fit(plain, data, {}, options);
    for (std::size_t epoch = 0; epoch < 2; ++epoch) {
        CHECK(found.history[epoch].train_loss == Approx(expected.history[epoch].train_loss));
        CHECK(found.history[epoch].train_accuracy == expected.history[epoch].train_accuracy);
        CHECK(found.history[epoch].top1 == expected.history[epoch].top1);
    }
    CHECK(static_cast<float>(evaluate(one, other).top1()) == found.history[1].top1);
}

TEST_CASE("an augmentation replaces the views of the training images, and not those of the validation's") {
    synthetic_scenes const data(32, 32), other(20, 32, 5);
    auto options = how(1);
    options.validation = &other;
    options.validation_crops = crop_policy::ten;
    model<labelled> net{batch{16}, seed{4}};
    auto const state = fit(net, data, {}, options);
    CHECK(state.history[0].top1 == static_cast<float>(evaluate(net, other, {.crops = crop_policy::ten}).top1()));
}

TEST_CASE("fitting refuses wrong numbers of an augmentation and what does not go together, and leaves the model") {
    synthetic_scenes const data(32, 32);
    model<labelled> net{batch{16}, seed{4}};
    model<mixable> other{batch{16}, seed{4}};
    auto const before = bits(net);
    auto const refusal = [&](auto& from, auto change) {
        auto options = how(1);
        change(options);
        return complaint([&] { fit(from, data, {}, options); });
    };
    for (crop_policy crops : {crop_policy::centre, crop_policy::random_of_ten})
        CHECK(refusal(net, [&](fit_options& o) { o.crops = crops; }) ==
              "training images are either augmented or cut into views: give augment or crops, not both");
    CHECK(refusal(net, [](fit_options& o) { o.augment = changes | cutout{2}; }) ==
          "the probability of cutout is from 0 to 1, not 2");
    CHECK(refusal(net, [](fit_options& o) { o.mixup = 0.2; }) ==
          "mixup mixes classes: the network has to end in distribution_cross_entropy");
    CHECK(refusal(net, [](fit_options& o) { o.cutmix = 1; }) ==
          "cutmix mixes classes: the network has to end in distribution_cross_entropy");
    CHECK(refusal(other, [](fit_options& o) { o.cutmix = -1; }) == "cutmix takes an alpha of at least 0, not -1");
    CHECK(refusal(other, [](fit_options& o) { o.mixup = -1; }) == "mixup takes an alpha of at least 0, not -1");
    CHECK(refusal(other, [](fit_options& o) { o.mixup = NAN; }) == "mixup takes an alpha of at least 0, not nan");
    CHECK((bits(net) == before));
    CHECK(net.preprocessing() == preprocessing{});
}
